/** What an edit will come to, shown until the server has answered. Pure. */
import type { Graph, Operation, Row } from "./queries";

/** Changed fields and rows that go; all else waits for the server, which knows the numbers. */
export function foresee(graph: Graph, operations: readonly Operation[]): Graph {
  let { nodes, edges } = graph;
  for (const operation of operations) {
    if (operation.op === "set") {
      nodes = nodes.map((row) => (row.id === operation.id ? changed(row, operation) : row));
    }
    if (operation.op === "delete") {
      nodes = nodes.filter((row) => row.id !== operation.id);
      edges = edges.filter(({ source, target }) => ![source, target].includes(operation.id));
    }
  }
  return nodes === graph.nodes ? graph : { ...graph, nodes, edges };
}

function changed(row: Row, change: Extract<Operation, { op: "set" }>): Row {
  return {
    ...row,
    repeats: change.repeats ?? row.repeats,
    module: change.module ?? row.module,
    args: change.args ?? row.args,
  };
}
