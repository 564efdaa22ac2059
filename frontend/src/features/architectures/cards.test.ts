import { describe, expect, it } from "vitest";
import { cardsOf, findCards, formatArgs, formatOutput, levelName } from "./cards";
import type { InspectedRow, Row } from "./queries";

const MODULES = new Map([
  ["Concat", { custom: false, rule: "join" }],
  ["EdgeGate", { custom: true, rule: "same" }],
]);

function row(index: number, module: string, section: Row["section"] = "backbone"): Row {
  const at = { line: index + 10, last_line: index + 10 };
  return { id: `n${index}`, index, section, from: -1, repeats: 2, module, args: [64, true], ...at };
}

function inspected(index: number, module: string, more: Partial<InspectedRow> = {}): InspectedRow {
  return {
    index,
    module,
    from: -1,
    repeats: 1,
    args: [3, 16, 3, 2],
    in_shapes: [[3, 640, 640]],
    out_shape: [16, 320, 320],
    params: 464,
    gflops: 0.5,
    stride: 2,
    receptive_field: 3,
    sees_all: false,
    errors: [],
    ...more,
  };
}

const context = (rows: InspectedRow[]) => ({ modules: MODULES, inspected: rows });

describe("a card", () => {
  it("says what the row does and costs", () => {
    const rows = [row(0, "Conv"), row(1, "Conv")];
    const shapes = [inspected(0, "Conv"), inspected(1, "Conv", { gflops: 1.5 })];
    const [first, second] = cardsOf(rows, context(shapes), []);
    expect(first).toMatchObject({
      args: "64, True",
      repeats: "",
      level: "P1",
      shapes: "3×640×640 → 16×320×320",
      params: "464 parameters",
      gflops: "0.50 G",
      share: "25.0 % of all GFLOPs",
    });
    expect(first?.weight).toBeCloseTo(1 / 3);
    expect(second?.weight).toBe(1);
  });

  it("carries the warnings of its row, as long as they are of the same module", () => {
    const warnings = new Map([["n0", ["Nothing reads it."]]]);
    const found = { ...context([inspected(0, "Conv")]), warnings };
    expect(cardsOf([row(0, "Conv")], found, [])[0]?.warnings).toEqual(["Nothing reads it."]);
    expect(cardsOf([row(0, "C2f")], found, [])[0]?.warnings).toEqual([]);
  });

  it("is coloured by what the row is", () => {
    const rows = [
      row(0, "Conv"),
      row(1, "EdgeGate"),
      row(2, "Concat", "head"),
      row(3, "C2f", "head"),
    ];
    const kinds = cardsOf(rows, context([]), []).map((card) => card.kind);
    expect(kinds).toEqual(["backbone", "custom", "join", "head"]);
  });

  it("shows no numbers of another module while the new ones are on their way", () => {
    const [card] = cardsOf([row(0, "SPPF")], context([inspected(0, "Conv")]), []);
    expect(card).toMatchObject({ module: "SPPF", shapes: "", params: "", repeats: "×2" });
  });

  it("stays the same object while it says the same", () => {
    const rows = [row(0, "Conv"), row(1, "Conv")];
    const before = cardsOf(rows, context([inspected(0, "Conv")]), []);
    const after = cardsOf(
      rows,
      context([inspected(0, "Conv"), inspected(1, "Conv", { gflops: 0 })]),
      before,
    );
    expect(after[0]).toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
  });
});

describe("words for values", () => {
  it("writes arguments as YAML does", () => {
    expect(formatArgs([null, 2, "nearest", [8, 16], false])).toBe(
      "None, 2, nearest, [8, 16], False",
    );
  });

  it("writes one shape and several", () => {
    expect(formatOutput([64, 80, 80])).toBe("64×80×80");
    expect(
      formatOutput([
        [144, 80, 80],
        [144, 40, 40],
      ]),
    ).toBe("144×80×80 + 144×40×40");
    expect(formatOutput(null)).toBe("");
  });
});

describe("the search over rows", () => {
  it("finds by number, name and level, all words at once", () => {
    const rows = [row(0, "Conv"), row(1, "C3k2")];
    const cards = cardsOf(rows, context([inspected(0, "Conv"), inspected(1, "C3k2")]), []);
    expect(findCards(cards, "c3k")).toEqual(["n1"]);
    expect(findCards(cards, "p1 conv")).toEqual(["n0"]);
    expect(findCards(cards, " ")).toEqual([]);
  });
});

describe("the level of a row", () => {
  it("is named by its stride, and by the stride itself where that is no power of two", () => {
    expect([1, 8, 32, 12, null].map((stride) => levelName({ stride }))).toEqual([
      "P0",
      "P3",
      "P5",
      "÷12",
      "",
    ]);
  });
});
