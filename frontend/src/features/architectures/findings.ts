/** Errors and lint of a model as one list. Pure. */
import type { Card } from "./cards";
import type { Inspection, Operation, Row } from "./queries";

export interface Finding {
  severity: "error" | "warning" | "hint";
  message: string;
  /** Of the row that it is about; null where it is about the whole. */
  id: string | null;
  index: number | null;
  fix: { label: string; operations: Operation[] } | null;
}

const RANK = { error: 0, warning: 1, hint: 2 };

/** In the order of the rows, what belongs to none first; in a row, errors first. */
export function findingsOf(cards: readonly Card[], inspection: Inspection | undefined): Finding[] {
  const ids = new Map(cards.map((card) => [card.index, card.id]));
  const errors = cards.flatMap((card) =>
    card.errors.map(
      (message): Finding => ({
        severity: "error",
        message,
        id: card.id,
        index: card.index,
        fix: null,
      }),
    ),
  );
  const linted = (inspection?.lint ?? []).map(({ severity, message, row, fix }): Finding => {
    const index = row ?? null;
    const operations = fix?.operations.map((operation) => withOurId(operation, ids)) ?? [];
    const ours = fix ? { label: fix.label, operations } : null;
    return { severity, message, index, id: ids.get(index ?? -1) ?? null, fix: ours };
  });
  const said = new Set(linted.map(({ index, message }) => `${index} ${message}`));
  const rest = errors.filter(({ index, message }) => !said.has(`${index} ${message}`));
  return [...rest, ...linted].sort(
    (a, b) => (a.index ?? -1) - (b.index ?? -1) || RANK[a.severity] - RANK[b.severity],
  );
}

/** The linter's warnings by id of their row. Hints are not among them: they stand in the lists alone. */
export function warningsOf(
  rows: readonly Row[],
  inspection: Inspection | undefined,
): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { severity, row, message } of inspection?.lint ?? []) {
    const id = rows.find(({ index }) => index === row)?.id;
    if (severity === "warning" && id) found.set(id, [...(found.get(id) ?? []), message]);
  }
  return found;
}

/** The linter names rows as a fresh parse does: n0, n1, … */
function withOurId(operation: Operation, ids: ReadonlyMap<number, string>): Operation {
  if (!("id" in operation) || !operation.id) return operation;
  return { ...operation, id: ids.get(Number(operation.id.slice(1))) ?? operation.id } as Operation;
}

/** The row of the next finding behind a row, from the end to the beginning again. */
export function nextFinding(
  findings: readonly Finding[],
  from: number | null,
  step: 1 | -1,
): string | null {
  const rows = [...new Map(findings.flatMap((one) => (one.id ? [[one.index ?? 0, one.id]] : [])))];
  if (step < 0) rows.reverse();
  const next = rows.find(([index]) => (step > 0 ? index > (from ?? -1) : index < (from ?? 1e9)));
  return (next ?? rows[0])?.[1] ?? null;
}
