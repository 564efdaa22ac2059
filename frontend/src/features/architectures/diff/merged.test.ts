import { describe, expect, it } from "vitest";
import type { Difference, Graph, InspectedRow, Inspection, Row } from "../queries";
import { merge, numberOf } from "./merged";
import { keyWords, signed } from "./words";

function graph(rows: [module: string, from: number | number[], args: unknown[]][]): Graph {
  const nodes = rows.map(([module, from, args], index): Row => {
    const place = { line: index + 1, last_line: index + 1 };
    return {
      id: `n${index}`,
      index,
      section: "backbone",
      from,
      repeats: 1,
      module,
      args,
      ...place,
    };
  });
  const edges = nodes.flatMap(({ id, index, from }) =>
    [from].flat().flatMap((one, slot) => {
      const source = one < 0 ? index + one : one;
      return source < 0 ? [] : [{ source: `n${source}`, target: id, slot }];
    }),
  );
  return { source: "", nodes, edges, errors: [], nc: null, scales: [] } as unknown as Graph;
}

function inspection(costs: (number | null)[]): Inspection {
  const rows = costs.map((params, index) => ({ index, params, gflops: params }) as InspectedRow);
  return { rows } as Inspection;
}

const BEFORE = graph([
  ["Conv", -1, [64]],
  ["Conv", -1, [128]],
  ["SPPF", -1, [128]],
]);
const AFTER = graph([
  ["Conv", -1, [64]],
  ["C3k2", -1, [64]],
  ["SPPF", [-1, 0], [256]],
]);
const DIFFERENCE: Difference = {
  keys: [],
  rows: [
    { status: "same", before: 0, after: 0, fields: [] },
    { status: "removed", before: 1, after: null, fields: [] },
    { status: "added", before: null, after: 1, fields: [] },
    { status: "changed", before: 2, after: 2, fields: ["from", "args"] },
  ],
};

describe("two architectures in one drawing", () => {
  const merged = merge(
    DIFFERENCE,
    { graph: BEFORE, inspection: inspection([10, 20, 30]) },
    { graph: AFTER, inspection: inspection([10, 7, null]) },
  );

  it("has the rows of both, and what they cost more or less", () => {
    expect(merged.nodes.map(({ id }) => id)).toEqual(["a0", "b1", "a1", "a2"]);
    expect(merged.rows.map(({ params }) => params)).toEqual([0, -20, 7, null]);
    expect(merged.rows[3]?.words).toEqual(["from: 1 Conv → 1 C3k2, 0 Conv", "args: 128 → 256"]);
    expect(merged.rows.map(numberOf)).toEqual(["0", "1", "1", "2"]);
  });

  it("draws the connections of both once, and says which only one of them has", () => {
    expect([...merged.changedEdges].sort()).toEqual([
      ["a0>a1:0", "added"],
      ["a0>a2:1", "added"],
      ["a0>b1:0", "removed"],
      ["a1>a2:0", "added"],
      ["b1>a2:0", "removed"],
    ]);
    expect(new Set(merged.edges.map(({ source, target }) => `${source} ${target}`)).size).toBe(5);
  });
});

describe("a difference in words", () => {
  it("of a mapping names what differs in it", () => {
    const before = { n: [0.5, 0.25], s: [1, 1] };
    expect(keyWords({ key: "scales", before, after: { ...before, n: [0.33, 0.25] } })).toEqual([
      { name: "scales.n", words: "[0.5, 0.25] → [0.33, 0.25]" },
    ]);
    expect(keyWords({ key: "nc", before: null, after: 3 })).toEqual([
      { name: "nc", words: "not there → 3" },
    ]);
  });

  it("has a sign, also when it is nothing or not known", () => {
    expect([signed(1024), signed(-0.125, 2), signed(0.001, 2), signed(null)]).toEqual([
      "+1\u2009024",
      "−0.13",
      "±0",
      "–",
    ]);
  });
});
