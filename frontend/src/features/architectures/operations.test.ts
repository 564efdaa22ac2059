import { describe, expect, it } from "vitest";
import {
  changeSection,
  insertRow,
  moveRows,
  pastePlace,
  removeRows,
  reorderInputs,
} from "./operations";
import { graphOf } from "./testing";

const GRAPH = graphOf(
  3,
  [-1, "Conv"],
  [-1, "Conv"],
  [-1, "Conv"],
  [-1, "nn.Upsample"],
  [[-1, 1], "Concat"],
  [[4, 2], "Detect"],
);
const NEW = { module: "SPPF", args: [64], from: -1 };

describe("a new row", () => {
  it("goes into a connection to the next row", () => {
    const edge = { source: "n1", target: "n2", slot: 0 };
    expect(insertRow(GRAPH, { on: "edge", edge }, NEW)).toMatchObject({
      at: 2,
      section: "backbone",
      from: -1,
      into: [{ target: "n2", slot: 0 }],
    });
  });

  it("goes into a connection over other rows, right before the row that reads it", () => {
    const edge = { source: "n1", target: "n4", slot: 1 };
    expect(insertRow(GRAPH, { on: "edge", edge }, { ...NEW, from: [-1] })).toMatchObject({
      at: 4,
      section: "head",
      from: [1],
      into: [{ target: "n4", slot: 1 }],
    });
  });

  it("goes behind a row, or stands alone", () => {
    const behind = insertRow(GRAPH, { on: "row", after: "n2" }, NEW);
    expect(behind).toMatchObject({ at: 3, section: "backbone", id: "n6" });
    expect(behind.into).toBeUndefined();
    const alone = insertRow(GRAPH, { on: "canvas", at: 4, section: "head" }, NEW);
    expect(alone).toMatchObject({ at: 4, section: "head", into: [] });
  });

  it("goes to the end of the backbone where nothing is selected", () => {
    expect(insertRow(GRAPH, { on: "row", after: null }, NEW)).toMatchObject({ at: 3 });
  });
});

describe("selected rows", () => {
  const ids = (...indices: number[]) => new Set(indices.map((index) => `n${index}`));

  it("are deleted from the last on", () => {
    expect(removeRows(GRAPH, ids(1, 2))).toEqual([
      { op: "delete", id: "n2" },
      { op: "delete", id: "n1" },
    ]);
  });

  it("move by one row, and over the boundary without changing places", () => {
    expect(moveRows(GRAPH, ids(0, 1), 1)).toMatchObject([{ at: 1, section: "backbone" }]);
    expect(moveRows(GRAPH, ids(1, 2), -1)).toMatchObject([{ at: 0, section: "backbone" }]);
    expect(moveRows(GRAPH, ids(2), 1)).toMatchObject([{ at: 2, section: "head" }]);
    expect(moveRows(GRAPH, ids(3), -1)).toMatchObject([{ at: 3, section: "backbone" }]);
    expect(moveRows(GRAPH, ids(0), -1)).toEqual([]);
    expect(moveRows(GRAPH, ids(5), 1)).toEqual([]);
  });

  it("change the section at its boundary", () => {
    expect(changeSection(GRAPH, ids(1, 2), "head")).toMatchObject([
      { ids: ["n1", "n2"], at: 1, section: "head" },
    ]);
    expect(changeSection(GRAPH, ids(3), "backbone")).toMatchObject([{ ids: ["n3"], at: 3 }]);
    expect(changeSection(GRAPH, ids(3), "head")).toEqual([]);
  });

  it("say where pasted rows go", () => {
    expect(pastePlace(GRAPH, ids(0, 1))).toEqual({ at: 2, section: "backbone" });
    expect(pastePlace(GRAPH, ids())).toEqual({ at: 5, section: "head" });
  });
});

it("puts inputs in another order as they are written", () => {
  const detect = GRAPH.nodes[5];
  expect(detect && reorderInputs(detect, [1, 0])).toEqual([{ op: "set", id: "n5", from: [2, 4] }]);
});
