/** From cards and layout to what the canvas draws. Pure; unchanged things stay the same objects. */
import type { Node } from "@xyflow/react";
import type { ConnectionEdge } from "./Connection";
import type { Card } from "./cards";
import { type Layout, ROW_HEIGHT, ROW_WIDTH } from "./lanes";
import type { RowNode } from "./RowCard";

export type LaneNode = Node<{ title: string; count: number }, "lane">;
export type CanvasNode = RowNode | LaneNode;

const LANE_TITLE = { height: 20, gap: 12 };

const STOP = { tabIndex: 0 };
const NO_STOP = { tabIndex: -1 };

/** Everything as it looks with nothing selected. */
export function plainNodes(layout: Layout, cards: readonly Card[]): CanvasNode[] {
  const byId = new Map(cards.map((card) => [card.id, card]));
  const lanes = layout.lanes.map(
    ({ section, x, rows }): LaneNode => ({
      id: `lane ${section}`,
      type: "lane",
      position: { x, y: -LANE_TITLE.height - LANE_TITLE.gap },
      width: ROW_WIDTH,
      height: LANE_TITLE.height,
      selectable: false,
      focusable: false,
      data: { title: section === "backbone" ? "Backbone" : "Head", count: rows },
    }),
  );
  const rows = layout.rows.flatMap(({ id, x, y }, position): RowNode[] => {
    const card = byId.get(id);
    if (!card) return [];
    return [
      {
        id,
        type: "row",
        position: { x, y },
        width: ROW_WIDTH,
        height: ROW_HEIGHT,
        // One stop for the Tab key; from there the arrow keys go from row to row.
        domAttributes: position === 0 ? STOP : NO_STOP,
        ariaLabel: spoken(card),
        data: { card, lit: false, found: false },
      },
    ];
  });
  return [...lanes, ...rows];
}

export function plainEdges(layout: Layout, cards: readonly Card[]): ConnectionEdge[] {
  const byId = new Map(cards.map((card) => [card.id, card]));
  return layout.edges.map(({ id, source, target, points }) => ({
    id,
    source,
    target,
    type: "connection",
    focusable: false,
    selectable: false,
    data: {
      points,
      section: byId.get(source)?.section ?? "backbone",
      shape: byId.get(source)?.output ?? "",
      lit: false,
      faint: false,
    },
  }));
}

export interface Marks {
  selected: string | null;
  lit: ReadonlySet<string>;
  found: ReadonlySet<string>;
}

/** Marks the nodes that are meant, and leaves all others the objects that they were. */
export function markNodes(nodes: readonly CanvasNode[], marks: Marks): CanvasNode[] {
  return nodes.map((node) => {
    if (node.type !== "row") return node;
    const selected = node.id === marks.selected;
    const lit = marks.lit.has(node.id);
    const found = marks.found.has(node.id);
    const first = node.domAttributes ?? NO_STOP;
    const stop = marks.selected === null ? first : selected ? STOP : NO_STOP;
    if (!selected && !lit && !found && stop === first) return node;
    return { ...node, selected, domAttributes: stop, data: { ...node.data, lit, found } };
  });
}

/** Lights the connections of the selected row; with one selected, all others step back. */
export function markEdges(edges: readonly ConnectionEdge[], selected: string | null) {
  if (selected === null) return [...edges];
  return edges.map((edge): ConnectionEdge => {
    const lit = edge.source === selected || edge.target === selected;
    if (!edge.data) return edge;
    return { ...edge, zIndex: lit ? 1 : 0, data: { ...edge.data, lit, faint: !lit } };
  });
}

function spoken(card: Card): string {
  const parts = [`Row ${card.index}, ${card.module}`, card.section, card.shapes];
  return [...parts, ...card.errors].filter(Boolean).join(", ");
}
