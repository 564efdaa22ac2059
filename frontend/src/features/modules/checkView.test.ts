import { describe, expect, it } from "vitest";
import { inOrder, nextAfter, problemMarks, stepMarkers } from "./checkView";

const step = { name: "import", message: "no such name", ms: 3, warning: false };

describe("the marks in the editor", () => {
  it("are failed steps at their line, and what reading found at its place", () => {
    expect(stepMarkers([{ ...step, ok: false, line: 7 }])).toEqual([
      { line: 7, message: "import: no such name", severity: "error" },
    ]);
    expect(stepMarkers([{ ...step, ok: true, line: 7 }])).toEqual([]);
    expect(stepMarkers([{ ...step, ok: false, line: null }])).toEqual([]);
    expect(
      problemMarks([{ line: 2, column: 5, end_column: 5, severity: "warning", message: "m" }]),
    ).toEqual([{ line: 2, column: 5, endColumn: null, severity: "warning", message: "m" }]);
  });

  it("stand in the order of the text, each once, and are gone through in a circle", () => {
    const mark = (line: number, message: string) => ({ line, message, severity: "error" }) as const;
    const marks = inOrder([mark(9, "import: b"), mark(9, "b"), mark(2, "a"), mark(9, "b")]);
    expect(marks.map(({ line, message }) => [line, message])).toEqual([
      [2, "a"],
      [9, "b"],
    ]);
    expect(nextAfter(marks, 1)?.line).toBe(2);
    expect(nextAfter(marks, 2)?.line).toBe(9);
    expect(nextAfter(marks, 9)?.line).toBe(2);
    expect(nextAfter([], 9)).toBeUndefined();
  });
});
