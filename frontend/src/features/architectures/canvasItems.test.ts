import { describe, expect, it } from "vitest";
import { markEdges, markNodes, plainEdges, plainNodes } from "./canvasItems";
import { cardsOf } from "./cards";
import { neighboursOf } from "./graph";
import { layOut } from "./lanes";
import type { Edge, Row } from "./queries";

const ROWS: Row[] = [0, 1, 2, 3].map((index) => ({
  id: `n${index}`,
  index,
  section: "backbone",
  from: -1,
  repeats: 1,
  module: "Conv",
  args: [],
  line: index + 1,
  last_line: index + 1,
}));
const EDGES: Edge[] = [1, 2, 3].map((to) => ({ source: `n${to - 1}`, target: `n${to}`, slot: 0 }));
const CARDS = cardsOf(ROWS, { modules: new Map(), inspected: [] }, []);
const LAYOUT = layOut(ROWS, EDGES);
const NODES = plainNodes(LAYOUT, CARDS);

describe("selecting a row", () => {
  it("changes it and its neighbours, and no other node", () => {
    const lit = neighboursOf(EDGES, "n1");
    const marked = markNodes(NODES, {
      selected: "n1",
      chosen: new Set(["n1"]),
      lit,
      found: new Set(),
    });
    const changed = marked.filter((node, index) => node !== NODES[index]).map((node) => node.id);
    expect(changed).toEqual(["n0", "n1", "n2"]);
    expect(marked.find((node) => node.id === "n3")).toBe(NODES.find((node) => node.id === "n3"));
  });

  it("lights its connections and lets the others step back", () => {
    const marked = markEdges(plainEdges(LAYOUT, CARDS), "n1");
    expect(marked.map((edge) => [edge.target, edge.data.lit, edge.data.faint])).toEqual([
      ["n1", true, false],
      ["n2", true, false],
      ["n3", false, true],
    ]);
  });

  it("leaves one row that the Tab key reaches: the selected, else the first", () => {
    const reached = (selected: string | null) =>
      markNodes(NODES, {
        selected,
        chosen: new Set(selected === null ? [] : [selected]),
        lit: new Set(),
        found: new Set(),
      })
        .filter((node) => node.domAttributes?.tabIndex === 0)
        .map((node) => node.id);
    expect(reached(null)).toEqual(["n0"]);
    expect(reached("n2")).toEqual(["n2"]);
  });
});
