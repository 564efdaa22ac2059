import { describe, expect, it } from "vitest";
import { MOST_DRAWN, tooManyRows } from "./drawable";
import type { Graph } from "./queries";

describe("a text that is too long to be drawn", () => {
  const rows = (count: number) => `backbone:\n${"  - [-1, 1, Conv, [64]]\n".repeat(count)}`;

  it("is told by its lines, or by its graph where rows have no line each", () => {
    expect(tooManyRows(rows(MOST_DRAWN), undefined)).toBeNull();
    expect(tooManyRows(rows(5000), undefined)).toBe(5000);
    const graph = { nodes: Array.from({ length: 1001 }, () => ({})) } as unknown as Graph;
    expect(tooManyRows("backbone: [...]", graph)).toBe(1001);
  });
});
