/**
 * The arrangement of ELK: layers from top to bottom, backbone before head, lines at right angles.
 * ELK is large: this module is loaded when somebody asks for it, and ELK works in a Web Worker.
 */
import ELK, { type ElkExtendedEdge, type ElkNode } from "elkjs/lib/elk-api";
import workerUrl from "elkjs/lib/elk-worker.min.js?url";
import { edgeId, type Layout, type Point, ROW_GAP, ROW_HEIGHT, ROW_WIDTH } from "./lanes";
import type { Edge, Row } from "./queries";

const elk = new ELK({ workerFactory: () => new Worker(workerUrl) });

const OPTIONS = {
  "elk.algorithm": "layered",
  "elk.direction": "DOWN",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.partitioning.activate": "true",
  "elk.layered.considerModelOrder.strategy": "PREFER_NODES",
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
  "elk.layered.spacing.nodeNodeBetweenLayers": String(ROW_GAP),
  "elk.spacing.nodeNode": "40",
  "elk.spacing.edgeNode": "14",
  "elk.spacing.edgeEdge": "12",
  "elk.layered.spacing.edgeNodeBetweenLayers": "12",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "10",
  "elk.padding": "[left=0, top=0, right=0, bottom=0]",
};

/** Rejects where ELK finds no arrangement. */
export async function layInLayers(rows: readonly Row[], edges: readonly Edge[]): Promise<Layout> {
  const ids = new Set(rows.map((row) => row.id));
  const known = edges.filter((edge) => ids.has(edge.source) && ids.has(edge.target));
  const arranged = await elk.layout(asElk(rows, known));
  const routes = new Map((arranged.edges ?? []).map((edge) => [edge.id, pointsOf(edge)]));
  return {
    rows: (arranged.children ?? []).map(({ id, x = 0, y = 0 }) => ({ id, x, y })),
    edges: known.map((edge) => {
      const id = edgeId(edge);
      return { ...edge, id, points: routes.get(id) ?? [] };
    }),
    lanes: [],
  };
}

/** A port for each input, in its order at the row's top; one for the output at its bottom. */
export function asElk(rows: readonly Row[], edges: readonly Edge[]): ElkNode {
  return {
    id: "network",
    layoutOptions: OPTIONS,
    children: rows.map(({ id, section }) => ({
      id,
      width: ROW_WIDTH,
      height: ROW_HEIGHT,
      layoutOptions: {
        "elk.partitioning.partition": section === "backbone" ? "0" : "1",
        "elk.portConstraints": "FIXED_POS",
      },
      ports: [...inputPorts(id, edges), outputPort(id)],
    })),
    edges: edges.map((edge) => ({
      id: edgeId(edge),
      sources: [outputPort(edge.source).id],
      targets: [`${edge.target} in ${edge.slot}`],
    })),
  };
}

function outputPort(row: string) {
  const layoutOptions = { "elk.port.side": "SOUTH" };
  return { id: `${row} out`, x: ROW_WIDTH / 2, y: ROW_HEIGHT, width: 0, height: 0, layoutOptions };
}

function inputPorts(row: string, edges: readonly Edge[]) {
  const slots = [...new Set(edges.filter(({ target }) => target === row).map(({ slot }) => slot))];
  slots.sort((a, b) => a - b);
  return slots.map((slot, position) => ({
    id: `${row} in ${slot}`,
    x: (ROW_WIDTH * (position + 1)) / (slots.length + 1),
    y: 0,
    width: 0,
    height: 0,
    layoutOptions: { "elk.port.side": "NORTH" },
  }));
}

function pointsOf(edge: ElkExtendedEdge): Point[] {
  const [section] = edge.sections ?? [];
  if (!section) return [];
  return [section.startPoint, ...(section.bendPoints ?? []), section.endPoint];
}
