/** From cards and layout to what the canvas draws. Pure; unchanged things stay the same objects. */
import type { Node } from "@xyflow/react";
import type { ConnectionEdge } from "./Connection";
import type { Card } from "./cards";
import { type Layout, type PlacedRow, ROW_HEIGHT, ROW_WIDTH, type RoutedEdge } from "./lanes";
import type { RowNode } from "./RowCard";

export type LaneNode = Node<{ title: string; count: number }, "lane">;
export type CanvasNode = RowNode | LaneNode;

const LANE_TITLE = { height: 20, gap: 12 };

const STOP = { tabIndex: 0 };
const NO_STOP = { tabIndex: -1 };

/** Everything as it looks with nothing selected. */
export function plainNodes(layout: Layout, cards: readonly Card[]): CanvasNode[] {
  const byId = new Map(cards.map((card) => [card.id, card]));
  const rows = layout.rows.flatMap((row, position): RowNode[] => {
    const card = byId.get(row.id);
    return card ? [rowNode(row, card, position === 0)] : [];
  });
  return [...layout.lanes.map(laneNode), ...rows];
}

export function plainEdges(layout: Layout, cards: readonly Card[]): ConnectionEdge[] {
  const byId = new Map(cards.map((card) => [card.id, card]));
  return layout.edges.map((edge) => connection(edge, byId.get(edge.source)));
}

// A drag changes one row of hundreds, sixty times a second: what was made of an object is kept
// for as long as it is still to be made of the same.
const madeLanes = new WeakMap<object, LaneNode>();
const madeRows = new WeakMap<PlacedRow, { card: Card; first: boolean; node: RowNode }>();
const madeEdges = new WeakMap<RoutedEdge, { card: Card | undefined; edge: ConnectionEdge }>();

function laneNode(lane: Layout["lanes"][number]): LaneNode {
  const { section, x, rows } = lane;
  const node: LaneNode = madeLanes.get(lane) ?? {
    id: `lane ${section}`,
    type: "lane",
    position: { x, y: -LANE_TITLE.height - LANE_TITLE.gap },
    width: ROW_WIDTH,
    height: LANE_TITLE.height,
    selectable: false,
    focusable: false,
    data: { title: section === "backbone" ? "Backbone" : "Head", count: rows },
  };
  madeLanes.set(lane, node);
  return node;
}

function rowNode(row: PlacedRow, card: Card, first: boolean): RowNode {
  const made = madeRows.get(row);
  if (made?.card === card && made.first === first) return made.node;
  const node: RowNode = {
    id: row.id,
    type: "row",
    // A press on a row moves the row, not the drawing.
    className: "nopan",
    position: { x: row.x, y: row.y },
    width: ROW_WIDTH,
    height: ROW_HEIGHT,
    // One stop for the Tab key; from there the arrow keys go from row to row.
    domAttributes: first ? STOP : NO_STOP,
    ariaLabel: spoken(card),
    data: { card, lit: false, found: false },
  };
  madeRows.set(row, { card, first, node });
  return node;
}

function connection(routed: RoutedEdge, card: Card | undefined): ConnectionEdge {
  const made = madeEdges.get(routed);
  if (made && made.card === card) return made.edge;
  const { id, source, target, points } = routed;
  const edge: ConnectionEdge = {
    id,
    source,
    target,
    data: {
      points,
      section: card?.section ?? "backbone",
      shape: card?.output ?? "",
      lit: false,
      faint: false,
    },
  };
  madeEdges.set(routed, { card, edge });
  return edge;
}

export interface Marks {
  /** The row that the keys start from. */
  selected: string | null;
  /** All selected rows. */
  chosen: ReadonlySet<string>;
  lit: ReadonlySet<string>;
  found: ReadonlySet<string>;
}

/** Marks the nodes that are meant, and leaves all others the objects that they were. */
export function markNodes(nodes: readonly CanvasNode[], marks: Marks): CanvasNode[] {
  return nodes.map((node) => {
    if (node.type !== "row") return node;
    const selected = marks.chosen.has(node.id);
    const lit = marks.lit.has(node.id);
    const found = marks.found.has(node.id);
    const first = node.domAttributes ?? NO_STOP;
    const stop = marks.selected === null ? first : node.id === marks.selected ? STOP : NO_STOP;
    if (!selected && !lit && !found && stop === first) return node;
    return { ...node, selected, domAttributes: stop, data: { ...node.data, lit, found } };
  });
}

/** Lights the connections of the selected row; with one selected, all others step back. */
export function markEdges(edges: readonly ConnectionEdge[], selected: string | null) {
  if (selected === null) return [...edges];
  return edges.map((edge) =>
    edge.source === selected || edge.target === selected
      ? marked(edge, litEdges, { lit: true, faint: false })
      : marked(edge, faintEdges, { lit: false, faint: true }),
  );
}

const litEdges = new WeakMap<ConnectionEdge, ConnectionEdge>();
const faintEdges = new WeakMap<ConnectionEdge, ConnectionEdge>();

function marked(
  edge: ConnectionEdge,
  made: WeakMap<ConnectionEdge, ConnectionEdge>,
  marks: { lit: boolean; faint: boolean },
): ConnectionEdge {
  const before = made.get(edge);
  if (before) return before;
  const after = { ...edge, data: { ...edge.data, ...marks } };
  made.set(edge, after);
  return after;
}

function spoken(card: Card): string {
  const parts = [`Row ${card.index}, ${card.module}`, card.section, card.shapes];
  const warnings = card.warnings.map((warning) => `warning: ${warning}`);
  return [...parts, ...card.errors, ...warnings].filter(Boolean).join(", ");
}
