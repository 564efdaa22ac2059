import { describe, expect, it } from "vitest";
import { layOut, ROW_HEIGHT, ROW_WIDTH } from "./lanes";
import { bandsOf, place } from "./placement";
import type { Edge, Row } from "./queries";
import { crossings, routeAround } from "./routing";

function row(index: number, section: Row["section"] = "backbone"): Row {
  const base = { module: "Conv", repeats: 1, args: [], line: index + 1, last_line: index + 1 };
  return { id: `r${index}`, index, section, from: -1, ...base };
}

const CHAIN = Array.from({ length: 6 }, (_, index) => row(index, index < 4 ? "backbone" : "head"));
const EDGES: Edge[] = [
  ...[1, 2, 3, 4, 5].map((to) => ({ source: `r${to - 1}`, target: `r${to}`, slot: 0 })),
  { source: "r1", target: "r5", slot: 1 },
];
const BASE = layOut(CHAIN, EDGES);

describe("a row at another place", () => {
  it("takes its connections with it and leaves the others as they are", () => {
    const layout = place(BASE, { r1: { x: -400, y: 30 } });
    expect(layout.rows.find(({ id }) => id === "r1")).toEqual({ id: "r1", x: -400, y: 30 });
    layout.edges.forEach((edge, index) => {
      const touched = edge.source === "r1" || edge.target === "r1";
      if (touched) expect(edge.points).not.toEqual(BASE.edges[index]?.points);
      else expect(edge).toBe(BASE.edges[index]);
    });
  });

  it("is nothing where nothing was moved", () => {
    expect(place(BASE, {})).toBe(BASE);
    expect(place(BASE, { gone: { x: 1, y: 1 } })).toBe(BASE);
  });

  it("is never crossed, nor does its own connection cross a row, wherever there is room", () => {
    for (let step = 0; step < 200; step++) {
      const at = { x: ((step * 137) % 1600) - 800, y: ((step * 211) % 1400) - 500 };
      const layout = place(BASE, { r2: at });
      const others = layout.rows.filter(({ id }) => id !== "r2");
      const free = others.every(
        ({ x, y }) => Math.abs(x - at.x) > ROW_WIDTH + 24 || Math.abs(y - at.y) > ROW_HEIGHT + 24,
      );
      if (!free) continue;
      for (const edge of layout.edges) {
        expect(crossings(edge.points, layout.rows), `${edge.id} at ${JSON.stringify(at)}`).toBe(0);
      }
    }
  });
});

describe("a way around rows", () => {
  it("ends at the source's bottom and the target's top, with right angles only", () => {
    const source = { id: "a", x: 0, y: 0 };
    const target = { id: "b", x: 40, y: -500 };
    const points = routeAround({ source, target, slot: 1, inputs: 3 }, [source, target]);
    expect(points[0]).toEqual({ x: ROW_WIDTH / 2, y: ROW_HEIGHT });
    expect(points.at(-1)).toEqual({ x: 40 + ROW_WIDTH / 2, y: -500 });
    for (let index = 1; index < points.length; index++) {
      const [a, b] = [points[index - 1], points[index]];
      expect(a?.x === b?.x || a?.y === b?.y).toBe(true);
    }
  });
});

describe("bands", () => {
  it("join neighbours of one stride and end where it changes", () => {
    const levels = new Map([
      ["r0", "P1"],
      ["r1", "P2"],
      ["r2", "P2"],
      ["r4", "P2"],
    ]);
    const bands = bandsOf(BASE.rows, levels);
    expect(bands.map(({ level }) => level)).toEqual(["P1", "P2", "P2"]);
    const [first, second, third] = bands;
    expect((first?.y ?? 0) + (first?.height ?? 0)).toBe(second?.y);
    expect(second?.height).toBe(2 * (first?.height ?? 0));
    expect(third?.x).toBeGreaterThan(second?.x ?? 0);
  });

  it("leave out a row that was moved away", () => {
    const levels = new Map(CHAIN.map(({ id }) => [id, "P3"]));
    const moved = place(BASE, { r1: { x: -400, y: 0 } });
    expect(bandsOf(moved.rows, levels).map(({ x }) => x)).toEqual(
      expect.arrayContaining([-408, -8]),
    );
    expect(bandsOf(BASE.rows, levels)).toHaveLength(2);
    expect(bandsOf(moved.rows, levels)).toHaveLength(4);
  });
});
