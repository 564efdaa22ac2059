import { expect, it } from "vitest";
import { foresee } from "./foresee";
import { graphOf } from "./testing";

const GRAPH = graphOf(3, [-1, "Conv", [64]], [-1, "Conv", [64]], [[-1, 0], "Concat", [1]]);

it("shows changed fields and rows that go at once, and leaves all else as it is", () => {
  const seen = foresee(GRAPH, [
    { op: "set", id: "n0", args: [128], repeats: 2 },
    { op: "delete", id: "n1" },
    { op: "connect", source: "n0", target: "n2", slot: 0 },
  ]);
  expect(seen.nodes.map(({ id, repeats, args }) => [id, repeats, args])).toEqual([
    ["n0", 2, [128]],
    ["n2", 1, [1]],
  ]);
  expect(seen.edges).toEqual([{ source: "n0", target: "n2", slot: 1 }]);
  expect(foresee(GRAPH, [])).toBe(GRAPH);
});
