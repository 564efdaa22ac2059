/** A typed text is read afresh: its rows get back the ids that they had. Pure. */
import type { Graph, Row } from "./queries";

/**
 * The graph with the ids of `before` for the rows that are the same. Rows at the start and at the
 * end that say the same are the same; between them, equally many rows are the same one by one.
 */
export function keepIds(graph: Graph, before: readonly Row[]): Graph {
  const { nodes } = graph;
  const shorter = Math.min(nodes.length, before.length);
  let start = 0;
  while (start < shorter && same(nodes[start], before[start])) start++;
  let end = 0;
  while (
    end < shorter - start &&
    same(nodes[nodes.length - 1 - end], before[before.length - 1 - end])
  ) {
    end++;
  }
  const shift = nodes.length - before.length;
  const used = new Set(before.map((row) => row.id));
  const ids = nodes.map((_row, index) => {
    const at = index < start || shift === 0 ? index : index - shift;
    const kept = index < start || shift === 0 || index >= nodes.length - end;
    return (kept && before[at]?.id) || freshId(used);
  });
  return withIds(graph, ids);
}

/** The graph with its rows called so; the same where these are not the ids of all its rows. */
export function withIds(graph: Graph, ids: readonly string[]): Graph {
  if (ids.length !== graph.nodes.length) return graph;
  const names = new Map(graph.nodes.map((row, index) => [row.id, ids[index] ?? row.id]));
  const nameOf = (id: string) => names.get(id) ?? id;
  const edges = graph.edges.map((edge) => ({
    ...edge,
    source: nameOf(edge.source),
    target: nameOf(edge.target),
  }));
  const nodes = graph.nodes.map((row): Row => ({ ...row, id: nameOf(row.id) }));
  return { ...graph, nodes, edges };
}

/** An id that is not used, which counts as used from then on. */
export function freshId(used: Set<string>): string {
  let number = used.size;
  while (used.has(`n${number}`)) number++;
  const id = `n${number}`;
  used.add(id);
  return id;
}

/** Without `from`: it changes with what stands above. */
function same(a: Row | undefined, b: Row | undefined): boolean {
  return (
    a?.module === b?.module &&
    a?.section === b?.section &&
    a?.repeats === b?.repeats &&
    JSON.stringify(a?.args) === JSON.stringify(b?.args)
  );
}
