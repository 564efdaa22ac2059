/** What a check's steps say, for the tab and for the editor's margin. Pure. */
import type { CodeMarker } from "../../ui/CodeEditor";
import type { CheckStep, Reading } from "./queries";

export function firstFailure(steps: readonly CheckStep[]): CheckStep | undefined {
  return steps.find((step) => !step.ok);
}

/** Failures at their lines. Those without a line stand in the tab alone. */
export function stepMarkers(steps: readonly CheckStep[]): CodeMarker[] {
  return steps.flatMap(({ ok, line, name, message }) =>
    ok || !line ? [] : [{ line, message: `${name}: ${message}`, severity: "error" as const }],
  );
}

/** What reading found, at its place. */
export function problemMarks(problems: readonly Reading["problems"][number][]): CodeMarker[] {
  return problems.map(({ line, column, end_column, severity, message }) => ({
    line,
    column,
    endColumn: end_column > column ? end_column : null,
    severity,
    message,
  }));
}

/** From top to bottom; what repeats another's words at the same line is left out. */
export function inOrder(markers: readonly CodeMarker[]): CodeMarker[] {
  const sorted = [...markers].sort((a, b) => a.line - b.line || (a.column ?? 0) - (b.column ?? 0));
  return sorted.filter(
    (marker, index) =>
      !sorted.some((other, at) => at !== index && repeats(marker, other, at < index)),
  );
}

function repeats(marker: CodeMarker, other: CodeMarker, earlier: boolean): boolean {
  if (marker.line !== other.line || !marker.message.includes(other.message)) return false;
  return earlier || marker.message !== other.message;
}

/** The first behind a line, or the first of all: going on from there comes to each. */
export function nextAfter(markers: readonly CodeMarker[], line: number): CodeMarker | undefined {
  return markers.find((marker) => marker.line > line) ?? markers[0];
}

/** How many steps passed, and how long all of them took. */
export function summary(steps: readonly CheckStep[]): { passed: number; ms: number } {
  return {
    passed: steps.filter((step) => step.ok).length,
    ms: steps.reduce((sum, step) => sum + step.ms, 0),
  };
}
