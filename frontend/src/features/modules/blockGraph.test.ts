import { describe, expect, it } from "vitest";
import { drawBlock, type Preview } from "./blockGraph";

const RESIDUAL: Preview = {
  nodes: [
    { id: "x", label: "x" },
    { id: "a", label: "Conv 3×3" },
    { id: "b", label: "Conv 3×3" },
    { id: "add", label: "+" },
  ],
  edges: [
    ["x", "a"],
    ["a", "b"],
    ["b", "add"],
    ["x", "add"],
  ],
};
const FUSION: Preview = {
  nodes: ["P3", "P4", "P5", "add", "y"].map((id) => ({ id, label: id.repeat(3) })),
  edges: [
    ["P3", "add"],
    ["P4", "add"],
    ["P5", "add"],
    ["add", "y"],
  ],
};

describe("a block as a graph", () => {
  it("reads from top to bottom, each node below what it reads", () => {
    const { boxes } = drawBlock(RESIDUAL);
    expect(boxes.map(({ id }) => id)).toEqual(["x", "a", "b", "add"]);
    const tops = boxes.map(({ y }) => y);
    expect(tops).toEqual([...tops].sort((a, b) => a - b));
    expect(new Set(tops).size).toBe(4);
  });

  it("keeps the boxes apart and inside the drawing", () => {
    for (const block of [RESIDUAL, FUSION]) {
      const { boxes, width, height } = drawBlock(block);
      for (const [index, box] of boxes.entries()) {
        expect(box.x).toBeGreaterThanOrEqual(0);
        expect(box.x + box.width).toBeLessThanOrEqual(width);
        expect(box.y + box.height).toBeLessThanOrEqual(height);
        for (const other of boxes.slice(index + 1)) {
          const beside = box.x + box.width <= other.x || other.x + other.width <= box.x;
          expect(beside || box.y !== other.y).toBe(true);
        }
      }
    }
  });

  it("leads a shortcut past the boxes on a track of its own", () => {
    const { boxes, lines, width } = drawBlock(RESIDUAL);
    const right = Math.max(...boxes.map((box) => box.x + box.width));
    const shortcut = lines.find(({ from, to }) => from === "x" && to === "add")?.path ?? "";
    const reach = [...shortcut.matchAll(/[HQ](\d+(\.\d+)?)/g)].map((one) => Number(one[1]));
    expect(Math.max(...reach)).toBeGreaterThan(right);
    expect(Math.max(...reach)).toBeLessThan(width);
  });

  it("ends with loops, edges to nowhere, and nothing at all", () => {
    const nodes = ["a", "b", "c"].map((id) => ({ id, label: id }));
    const edges = [["a", "b"], ["b", "c"], ["c", "a"], ["a", "a"], ["a", "gone"], []];
    const { boxes, lines, height } = drawBlock({ nodes, edges });
    expect(boxes).toHaveLength(3);
    expect(lines).toHaveLength(3);
    expect(height).toBeLessThan(200);
    expect(drawBlock({ nodes: [], edges: [] }).boxes).toEqual([]);
  });
});
