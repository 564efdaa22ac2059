import { expect, it } from "vitest";
import { keepIds } from "./keepIds";
import type { Graph, Row } from "./queries";

function rows(modules: string, name: (index: number) => string): Row[] {
  return [...modules].map((module, index) => ({
    id: name(index),
    index,
    section: "backbone",
    from: -1,
    repeats: 1,
    module,
    args: [],
    line: null,
    last_line: null,
  }));
}

function kept(before: string, after: string): string {
  const old = rows(before, (index) => "klmnopqr".charAt(index));
  const nodes = rows(after, (index) => `n${index}`);
  const edges = nodes.slice(1).map((row, at) => ({
    source: `n${at}`,
    target: row.id,
    slot: 0,
  }));
  const graph: Graph = { source: "", nodes, edges, errors: [], scales: [], nc: null };
  const found = keepIds(graph, old);
  const ids = found.nodes.map((row) => row.id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(found.edges.map((edge) => edge.target)).toEqual(ids.slice(1));
  return ids.map((id) => (id.startsWith("n") && id.length > 1 ? "*" : id)).join("");
}

it("gives rows of a typed text the ids that they had", () => {
  expect(kept("ABCD", "ABCD")).toBe("klmn");
  expect(kept("ABCD", "ABXCD")).toBe("kl*mn");
  expect(kept("ABCD", "ABD")).toBe("kln");
  expect(kept("ABCD", "AXCD")).toBe("klmn");
  expect(kept("ABCD", "XYABCD")).toBe("**klmn");
  expect(kept("", "AB")).toBe("**");
  expect(kept("AB", "")).toBe("");
});
