import "@xyflow/react/dist/base.css";
import {
  MiniMap,
  type NodeChange,
  type NodeProps,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStoreApi,
} from "@xyflow/react";
import { type KeyboardEvent, memo, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Bands } from "./Bands";
import classes from "./Canvas.module.css";
import { CanvasTools } from "./CanvasTools";
import { Connections } from "./Connections";
import {
  type CanvasNode,
  type LaneNode,
  markEdges,
  markNodes,
  plainEdges,
  plainNodes,
} from "./canvasItems";
import { type Card, findCards } from "./cards";
import { neighboursOf } from "./graph";
import { type Layout, type Point, ROW_HEIGHT, ROW_WIDTH } from "./lanes";
import { LiveRoutes } from "./liveRoutes";
import { bandsOf, place } from "./placement";
import { type HandLayout, movePosition } from "./positions";
import type { Graph } from "./queries";
import { RowCard } from "./RowCard";
import { useArrangement } from "./useArrangement";
import { useRowDrag } from "./useRowDrag";
import { ViewTools } from "./ViewTools";

interface CanvasProps {
  graph: Graph;
  cards: Card[];
  /** Id of the selected row. */
  selected: string | null;
  onSelect: (id: string | null) => void;
  query: string;
  onQuery: (query: string) => void;
  hand: HandLayout;
  onHand: (hand: HandLayout) => void;
}

const Lane = memo(function Lane({ data }: NodeProps<LaneNode>) {
  return (
    <div className={classes.lane} data-title={data.title}>
      <b>{data.title}</b>
      <span>{data.count === 1 ? "1 row" : `${data.count} rows`}</span>
    </div>
  );
});

const NODE_TYPES = { row: RowCard, lane: Lane };
const SPOKEN = {
  "node.a11yDescription.default":
    "Enter selects the row. The arrow keys go to the row before and after it.",
};
const PADDING = 32;

/** The network as a drawing. The text stays the document; this only shows it and selects in it. */
export function Canvas(props: CanvasProps) {
  return (
    <ReactFlowProvider>
      <Drawing {...props} />
    </ReactFlowProvider>
  );
}

function Drawing(props: CanvasProps) {
  const { graph, cards, selected, onSelect, query, onQuery, hand, onHand } = props;
  const host = useRef<HTMLDivElement>(null);
  const flow = useReactFlow();
  const base = useArrangement(graph, hand.arrangement);
  const onMove = useCallback(
    (moved: Record<string, Point>) => onHand(movePosition(hand, moved)),
    [hand, onHand],
  );
  const layout = useMemo(() => place(base, hand.positions), [base, hand.positions]);
  const [live] = useState(() => new LiveRoutes());
  const moving = useMemo(() => new Set(selected === null ? [] : [selected]), [selected]);
  useRowDrag({ host, layout, selected: moving, live, onMove });
  const bands = useMemo(
    () => bandsOf(layout.rows, new Map(cards.map(({ id, level }) => [id, level]))),
    [layout.rows, cards],
  );
  const nodes = useMemo(() => plainNodes(layout, cards), [layout, cards]);
  const edges = useMemo(() => plainEdges(layout, cards), [layout, cards]);
  const found = useMemo(() => findCards(cards, query), [cards, query]);
  const marked = useMemo(() => {
    const lit = selected === null ? new Set<string>() : neighboursOf(graph.edges, selected);
    return markNodes(nodes, { selected, lit, found: new Set(found) });
  }, [nodes, graph.edges, selected, found]);
  const markedEdges = useMemo(() => markEdges(edges, selected), [edges, selected]);
  const showRow = useShowRow(layout);

  useEffect(() => {
    if (selected !== null) showRow(selected);
  }, [selected, showRow]);

  const onNodesChange = (changes: NodeChange<CanvasNode>[]) => {
    const selections = changes.filter((change) => change.type === "select");
    const chosen = selections.find((change) => change.selected);
    if (chosen) onSelect(chosen.id);
    else if (selections.length > 0) onSelect(null);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const from = (event.target as Element).closest<HTMLElement>(".react-flow__node")?.dataset.id;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (from === undefined || step === undefined) return;
    event.preventDefault();
    const next = graph.nodes[graph.nodes.findIndex((row) => row.id === from) + step];
    if (!next) return;
    onSelect(next.id);
    const row = host.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(next.id)}"]`);
    row?.focus({ preventScroll: true });
  };

  /** Starts at the first rows, as large as the width allows: reading begins there. */
  const onInit = () => {
    const width = host.current?.clientWidth ?? 0;
    const left = Math.min(0, ...layout.edges.flatMap((edge) => edge.points.map(({ x }) => x)));
    const right = Math.max(
      ...layout.rows.map(({ x }) => x + ROW_WIDTH),
      ...layout.edges.flatMap((edge) => edge.points.map(({ x }) => x)),
    );
    const zoom = Math.min(1, Math.max(0.35, (width - 2 * PADDING) / (right - left)));
    const x = (width - (right - left) * zoom) / 2 - left * zoom;
    void flow.setViewport({ x, y: 52 + PADDING * zoom, zoom });
    if (selected !== null) showRow(selected);
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys that come from the rows inside
    <div ref={host} className={classes.canvas} onKeyDown={onKeyDown}>
      <ReactFlow<CanvasNode>
        nodes={marked}
        nodeTypes={NODE_TYPES}
        onNodesChange={onNodesChange}
        onInit={onInit}
        nodesDraggable={false}
        nodesConnectable={false}
        autoPanOnNodeFocus={false}
        selectNodesOnDrag={false}
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        panOnScroll
        minZoom={0.1}
        maxZoom={2}
        ariaLabelConfig={SPOKEN}
        proOptions={{ hideAttribution: true }}
      >
        <CanvasTools
          query={query}
          onQuery={onQuery}
          found={found}
          selected={selected}
          onShow={onSelect}
        />
        <Bands bands={bands} />
        <Connections edges={markedEdges} live={live} />
        <ViewTools hand={hand} onHand={onHand} />
        <MiniMap
          className={classes.map ?? ""}
          ariaLabel="Overview of the architecture"
          position="bottom-right"
          style={{ width: 110, height: 150 }}
          bgColor="var(--ys-surface)"
          maskColor="color-mix(in srgb, var(--ys-bg) 70%, transparent)"
          nodeClassName={miniClass}
          pannable
          zoomable
        />
      </ReactFlow>
    </div>
  );
}

function miniClass(node: CanvasNode): string {
  if (node.type !== "row") return classes.none ?? "";
  const { card } = node.data;
  return (card.errors.length > 0 ? classes.failing : classes[card.kind]) ?? "";
}

/** Brings a row into view where it is not, and moves nothing where it is. */
function useShowRow(layout: Layout) {
  const flow = useReactFlow();
  const store = useStoreApi();
  const latest = useRef(layout);
  latest.current = layout;
  return useMemo(
    () => (id: string) => {
      const place = latest.current.rows.find((row) => row.id === id);
      const { width, height, transform } = store.getState();
      if (!place || width === 0) return;
      const [x, y, zoom] = transform;
      const centre = { x: place.x + ROW_WIDTH / 2, y: place.y + ROW_HEIGHT / 2 };
      const left = centre.x * zoom + x;
      const top = centre.y * zoom + y;
      const margin = (ROW_HEIGHT / 2) * zoom;
      const shown = left > margin && left < width - margin && top > margin && top < height - margin;
      if (!shown) void flow.setCenter(centre.x, centre.y, { zoom, duration: 150 });
    },
    [flow, store],
  );
}
