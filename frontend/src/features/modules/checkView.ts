/** What a check's steps say, for the tab and for the editor's margin. Pure. */
import type { CodeMarker } from "../../ui/CodeEditor";
import type { CheckStep } from "./queries";

export function firstFailure(steps: readonly CheckStep[]): CheckStep | undefined {
  return steps.find((step) => !step.ok);
}

/** Failures at their lines. Those without a line stand in the tab alone. */
export function stepMarkers(steps: readonly CheckStep[]): CodeMarker[] {
  return steps.flatMap(({ ok, line, name, message }) =>
    ok || !line ? [] : [{ line, message: `${name}: ${message}`, severity: "error" as const }],
  );
}

/** How many steps passed, and how long all of them took. */
export function summary(steps: readonly CheckStep[]): { passed: number; ms: number } {
  return {
    passed: steps.filter((step) => step.ok).length,
    ms: steps.reduce((sum, step) => sum + step.ms, 0),
  };
}
