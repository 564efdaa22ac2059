import { describe, expect, it } from "vitest";
import { layOut, type Point, pathThrough, ROW_HEIGHT, ROW_WIDTH } from "./lanes";
import type { Edge, Row } from "./queries";

function row(index: number, section: Row["section"], from: Row["from"] = -1): Row {
  const id = `r${index}`;
  const base = { module: "Conv", repeats: 1, args: [], line: index + 1, last_line: index + 1 };
  return { id, index, section, from, ...base };
}

function edge(source: number, target: number, slot = 0): Edge {
  return { source: `r${source}`, target: `r${target}`, slot };
}

/** A network as they are: two chains, and connections from anywhere earlier to anywhere later. */
function randomNetwork(seed: number): { rows: Row[]; edges: Edge[] } {
  let state = seed;
  const random = (below: number) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
  const backbone = 1 + random(12);
  const count = backbone + random(14);
  const rows: Row[] = [];
  const edges: Edge[] = [];
  for (let index = 0; index < count; index++) {
    const inputs =
      index === 0 ? [-1] : [index - 1, ...Array.from({ length: random(4) }, () => random(index))];
    rows.push(row(index, index < backbone ? "backbone" : "head", inputs));
    if (index > 0) edges.push(...inputs.map((source, slot) => edge(source, index, slot)));
  }
  return { rows, edges };
}

const SEEDS = Array.from({ length: 60 }, (_, seed) => seed + 1);

function segments(points: Point[]): [Point, Point][] {
  return points.slice(1).map((point, index) => [points[index] as Point, point]);
}

function crosses([a, b]: [Point, Point], place: Point): boolean {
  const inside = {
    left: place.x,
    right: place.x + ROW_WIDTH,
    top: place.y,
    bottom: place.y + ROW_HEIGHT,
  };
  return (
    Math.max(a.x, b.x) > inside.left &&
    Math.min(a.x, b.x) < inside.right &&
    Math.max(a.y, b.y) > inside.top &&
    Math.min(a.y, b.y) < inside.bottom
  );
}

describe("the layout", () => {
  it("puts the rows of a lane below one another and the lanes side by side", () => {
    const { rows, lanes } = layOut([row(0, "backbone"), row(1, "backbone"), row(2, "head")], []);
    expect(rows.map(({ id }) => id)).toEqual(["r0", "r1", "r2"]);
    expect(rows[1]?.x).toBe(rows[0]?.x);
    expect(rows[1]?.y).toBeGreaterThan((rows[0]?.y ?? 0) + ROW_HEIGHT);
    expect(rows[2]?.x).toBeGreaterThan((rows[0]?.x ?? 0) + ROW_WIDTH);
    expect(rows[2]?.y).toBe(rows[0]?.y);
    expect(lanes.map(({ section, rows: count }) => [section, count])).toEqual([
      ["backbone", 2],
      ["head", 1],
    ]);
  });

  it("never leads a connection across a row", () => {
    for (const seed of SEEDS) {
      const { rows, edges } = randomNetwork(seed);
      const layout = layOut(rows, edges);
      expect(layout.edges).toHaveLength(edges.length);
      for (const { id, points } of layout.edges) {
        for (const segment of segments(points)) {
          const hit = layout.rows.filter((place) => crosses(segment, place));
          expect(hit, `seed ${seed}, ${id}`).toEqual([]);
        }
      }
    }
  });

  it("never lays connections of two rows on the same stretch", () => {
    for (const seed of SEEDS) {
      const { rows, edges } = randomNetwork(seed);
      const upright = layOut(rows, edges).edges.flatMap(({ source, points }) =>
        segments(points)
          .filter(([a, b]) => a.x === b.x)
          .map(([a, b]) => ({
            source,
            x: a.x,
            top: Math.min(a.y, b.y),
            bottom: Math.max(a.y, b.y),
          })),
      );
      for (const one of upright) {
        const shared = upright.filter(
          (other) =>
            other.source !== one.source &&
            other.x === one.x &&
            other.top <= one.bottom &&
            one.top <= other.bottom,
        );
        expect(shared, `seed ${seed}`).toEqual([]);
      }
    }
  });

  it("leaves out connections from rows that are not there", () => {
    expect(layOut([row(0, "backbone")], [edge(7, 0)]).edges).toEqual([]);
  });
});

describe("the path of a connection", () => {
  it("rounds the corners and keeps the ends", () => {
    const path = pathThrough([
      { x: 0, y: 0 },
      { x: 20, y: 0 },
      { x: 20, y: 40 },
    ]);
    expect(path).toBe("M0,0 L14,0 Q20,0 20,6 L20,40");
  });

  it("takes at most half of a short stretch for a corner", () => {
    const path = pathThrough([
      { x: 0, y: 0 },
      { x: 20, y: 0 },
      { x: 20, y: 4 },
      { x: 40, y: 4 },
    ]);
    expect(path).toBe("M0,0 L14,0 Q20,0 20,2 L20,2 Q20,4 26,4 L40,4");
  });
});
