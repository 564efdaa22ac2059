import { describe, expect, it } from "vitest";
import { AUTOMATIC, dropPositions, movePosition, readLayout, writeLayout } from "./positions";
import type { Row } from "./queries";

function row(id: string, index: number): Row {
  const base = { module: "Conv", repeats: 1, args: [], line: index + 1, last_line: index + 1 };
  return { id, index, section: "backbone", from: -1, ...base };
}

const ROWS = [row("a", 0), row("b", 1), row("c", 2)];

describe("a row moved by hand", () => {
  it("keeps its place when a row is put in before it", () => {
    const moved = movePosition(AUTOMATIC, { b: { x: 300.4, y: -20 } });
    const later = [row("a", 0), row("new", 1), row("b", 2), row("c", 3)];
    const saved = writeLayout(moved, later);
    expect(saved).toEqual({ arrangement: "lanes", positions: { 2: { x: 300, y: -20 } } });
    expect(readLayout(saved, later)).toEqual({
      arrangement: "lanes",
      positions: { b: { x: 300, y: -20 } },
    });
  });

  it("is forgotten with its row, and with all others on request", () => {
    const moved = movePosition(AUTOMATIC, { b: { x: 1, y: 2 }, c: { x: 3, y: 4 } });
    expect(writeLayout(moved, [row("a", 0), row("c", 1)]).positions).toEqual({ 1: { x: 3, y: 4 } });
    expect(dropPositions(moved)).toEqual(AUTOMATIC);
  });
});

describe("a saved layout", () => {
  it("is read as far as it makes sense", () => {
    const saved = {
      arrangement: "layers",
      positions: { 0: { x: 5, y: 6 }, 1: { x: "5" }, 2: { x: 1e99, y: 0 }, 9: { x: 1, y: 1 } },
    };
    expect(readLayout(saved, ROWS)).toEqual({
      arrangement: "layers",
      positions: { a: { x: 5, y: 6 } },
    });
    for (const strange of [null, {}, { positions: 3 }, { arrangement: 7, positions: [1] }]) {
      expect(readLayout(strange, ROWS)).toEqual(AUTOMATIC);
    }
  });
});
