import { describe, expect, it } from "vitest";
import { graphOf, inspectedOf } from "./testing";
import { slotsOf, wireProblem } from "./wires";

const GRAPH = graphOf(
  4,
  [-1, "Conv"],
  [-1, "Conv"],
  [-1, "Conv"],
  [-1, "SPPF"],
  [-1, "nn.Upsample"],
  [[-1, 2], "Concat"],
  [[5, 3], "Detect"],
);
const RULES = {
  Conv: "base",
  SPPF: "base",
  "nn.Upsample": "plain",
  Concat: "join",
  Detect: "head",
};
const CONTEXT = {
  graph: GRAPH,
  modules: new Map(Object.entries(RULES).map(([name, rule]) => [name, { custom: false, rule }])),
  inspected: inspectedOf(80, 40, 20, 10, 20, 20, null),
};

function problem(source: number, target: number, slot: number): string | null {
  return wireProblem(CONTEXT, { source: `n${source}`, target: `n${target}`, slot });
}

describe("a wire", () => {
  it("leads from a row to a later one", () => {
    expect(problem(2, 2, 0)).toBe("A row cannot read itself.");
    expect(problem(4, 2, 0)).toMatch(/^Row 4 comes after row 2\./);
    expect(problem(2, 0, 0)).toBe("The first row reads the image.");
    expect(problem(0, 2, 0)).toBeNull();
  });

  it("adds an input only where several are taken", () => {
    expect(problem(0, 3, 1)).toBe("SPPF takes one input.");
    expect(problem(1, 6, 2)).toBeNull();
    const [single, , , , , join] = GRAPH.nodes;
    expect(single && slotsOf(single, CONTEXT.modules)).toBe(1);
    expect(join && slotsOf(join, CONTEXT.modules)).toBe(3);
  });

  it("says that nothing would change", () => {
    expect(problem(2, 5, 1)).toBe("It reads this row already.");
  });

  it("brings sizes together only where they fit, and names a row that would", () => {
    expect(problem(3, 5, 2)).toBe(
      "Row 3 gives 10×10, the other input is 20×20. An Upsample must come between.",
    );
    const graph = graphOf(4, [-1, "Conv"], [-1, "Conv"], [-1, "Conv"], [[1], "Concat"]);
    const context = { ...CONTEXT, graph, inspected: inspectedOf(80, 40, 40, 40) };
    expect(wireProblem(context, { source: "n0", target: "n3", slot: 1 })).toBe(
      "Row 0 gives 80×80, the other input is 40×40. A step down must come between, or take row 2.",
    );
    expect(wireProblem(context, { source: "n2", target: "n3", slot: 1 })).toBeNull();
  });

  it("is not refused for sizes that are not known", () => {
    const unknown = { ...CONTEXT, inspected: inspectedOf(80, null, 20, 10, 20, 20, null) };
    expect(wireProblem(unknown, { source: "n1", target: "n5", slot: 1 })).toBeNull();
  });
});
