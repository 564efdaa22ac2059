/** What can be said about a graph without asking the server. Pure. */
import type { Edge, Row } from "./queries";

/** How a row is coloured: where it stands, unless what it does matters more. */
export type RowKind = "backbone" | "head" | "custom" | "join";

/** What the catalogue of modules knows about a name. */
export interface KnownModule {
  custom: boolean;
  rule: string;
}

export function kindOf(row: Row, modules: ReadonlyMap<string, KnownModule>): RowKind {
  const known = modules.get(row.module);
  if (known?.custom) return "custom";
  if (known?.rule === "join") return "join";
  return row.section;
}

/** The ids of the rows that a row reads, and of those that read it. */
export function neighboursOf(edges: readonly Edge[], id: string): Set<string> {
  const found = new Set<string>();
  for (const { source, target } of edges) {
    if (source === id) found.add(target);
    if (target === id) found.add(source);
  }
  return found;
}

/** The row on which a line of the text (from 1) stands: rows may span several lines. */
export function rowAtLine(rows: readonly Row[], line: number): Row | undefined {
  return rows.find(
    ({ line: first, last_line: last }) => first && last && first <= line && line <= last,
  );
}
