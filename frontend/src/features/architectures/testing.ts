/** Small graphs for tests, written as one reads them. */
import type { Graph, InspectedRow, Row } from "./queries";
import { sourcesOf } from "./starts";

type Written = [from: number | number[], module: string, args?: unknown[]];

/** Rows `n0`, `n1` …, the first `backbone` of them in the backbone. */
export function graphOf(backbone: number, ...written: Written[]): Graph {
  const nodes = written.map(
    ([from, module, args = []], index): Row => ({
      id: `n${index}`,
      index,
      section: index < backbone ? "backbone" : "head",
      from,
      repeats: 1,
      module,
      args,
      line: index + 1,
      last_line: index + 1,
    }),
  );
  const edges = nodes.flatMap((row) =>
    sourcesOf(row).flatMap((source, slot) =>
      source >= 0 && source < row.index ? [{ source: `n${source}`, target: row.id, slot }] : [],
    ),
  );
  return { source: "", nodes, edges, errors: [], scales: [], nc: 3 };
}

/** What is inspected of rows whose outputs have these heights, by id. */
export function inspectedOf(...heights: (number | null)[]): Map<string, InspectedRow> {
  return new Map(
    heights.map((height, index) => [
      `n${index}`,
      {
        index,
        module: "",
        from: -1,
        repeats: 1,
        args: [],
        in_shapes: null,
        out_shape: height === null ? null : [64, height, height],
        params: 0,
        gflops: 0,
        stride: null,
        receptive_field: null,
        sees_all: false,
        errors: [],
      },
    ]),
  );
}
