import type { ProblemError } from "../api/problem";
import type { CodeMarker } from "./CodeEditor";

/** A refused text as marks in its editor: those of its problems whose place names a line. */
export function problemMarkers(problem: ProblemError | null): CodeMarker[] {
  return (problem?.errors ?? []).flatMap(({ loc, message }) => {
    const line = /\bline\W+(\d+)/i.exec(loc)?.[1];
    return line ? [{ line: Number(line), message, severity: "error" as const }] : [];
  });
}
