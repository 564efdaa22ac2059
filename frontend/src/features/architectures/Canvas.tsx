import { useReducedMotion } from "@mantine/hooks";
import "@xyflow/react/dist/base.css";
import {
  MiniMap,
  type NodeChange,
  type NodeProps,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useReactFlow,
  useStoreApi,
} from "@xyflow/react";
import { memo, useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import { notifyProblem } from "../../ui/notify";
import { Bands } from "./Bands";
import classes from "./Canvas.module.css";
import { CanvasTools } from "./CanvasTools";
import type { ConnectionEdge } from "./Connection";
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
import { savePng, saveSvg } from "./picture/save";
import { drawPicture } from "./picture/svg";
import { bandsOf, place } from "./placement";
import { type HandLayout, movePosition } from "./positions";
import type { Graph } from "./queries";
import { RowNode } from "./RowNode";
import { useArrangement } from "./useArrangement";
import { useCanvasEvents } from "./useCanvasEvents";
import type { Commands } from "./useCommands";
import { useRowDrag } from "./useRowDrag";
import type { Selection } from "./useSelection";
import { type PictureForm, ViewTools } from "./ViewTools";
import { Wire, Wiring } from "./Wire";
import type { WireContext } from "./wires";

interface CanvasProps {
  graph: Graph;
  cards: Card[];
  selection: Selection;
  commands: Commands;
  wiring: WireContext;
  readOnly: boolean;
  /** Enter on the selected row leads on to its arguments. */
  onEnter: () => void;
  query: string;
  onQuery: (query: string) => void;
  hand: HandLayout;
  onHand: (hand: HandLayout) => void;
  /** Of the architecture: lends pictures their name. */
  name: string;
  onLatency: () => void;
}

const Lane = memo(function Lane({ data }: NodeProps<LaneNode>) {
  return (
    <div className={classes.lane} data-title={data.title}>
      <b>{data.title}</b>
      <span>{data.count === 1 ? "1 row" : `${data.count} rows`}</span>
    </div>
  );
});

const NODE_TYPES = { row: RowNode, lane: Lane };
const SPOKEN = {
  "node.a11yDescription.default":
    "The arrow keys go to the row before and after it, with Shift they select more, with Alt they move it. Enter leads to its arguments.",
};
const MULTI_KEYS = ["Control", "Meta"];
const PADDING = 32;

/** The network as a drawing. The text stays the document; this only shows it and selects in it. */
export function Canvas(props: CanvasProps) {
  return (
    <ReactFlowProvider>
      <Wiring value={props.wiring}>
        <Drawing {...props} />
      </Wiring>
    </ReactFlowProvider>
  );
}

function Drawing(props: CanvasProps) {
  const { graph, cards, selection, commands, wiring, readOnly, onEnter } = props;
  const { query, onQuery, hand, onHand, name, onLatency } = props;
  const selected = selection.lead;
  const host = useRef<HTMLDivElement>(null);
  const flow = useReactFlow();
  const base = useArrangement(graph, hand.arrangement);
  const onMove = useCallback(
    (moved: Record<string, Point>) => onHand(movePosition(hand, moved)),
    [hand, onHand],
  );
  const layout = useMemo(() => place(base, hand.positions), [base, hand.positions]);
  const [live] = useState(() => new LiveRoutes());
  useRowDrag({ host, layout, selected: selection.ids, live, onMove });
  const bands = useMemo(
    () => bandsOf(layout.rows, new Map(cards.map(({ id, level }) => [id, level]))),
    [layout.rows, cards],
  );
  const nodes = useMemo(() => plainNodes(layout, cards), [layout, cards]);
  const edges = useMemo(() => plainEdges(layout, cards), [layout, cards]);
  const found = useMemo(() => findCards(cards, query), [cards, query]);
  const marked = useMemo(() => {
    const lit = selected === null ? new Set<string>() : neighboursOf(graph.edges, selected);
    return markNodes(nodes, { selected, chosen: selection.ids, lit, found: new Set(found) });
  }, [nodes, graph.edges, selected, selection.ids, found]);
  const events = useCanvasEvents({
    host,
    layout,
    edges,
    wiring,
    selection,
    commands,
    onEnter,
  });
  const hot = events.drop?.edge ?? selection.edge;
  const markedEdges = useMemo(
    () => lightEdge(markEdges(edges, selected), hot),
    [edges, selected, hot],
  );
  const showRow = useShowRow(layout);

  useEffect(() => {
    if (selected !== null) showRow(selected);
  }, [selected, showRow]);

  const onPicture = (form: PictureForm, transparent: boolean) => {
    const picture = drawPicture(name, layout, cards, { transparent });
    if (form === "svg") saveSvg(name, picture);
    else savePng(name, picture).catch(notifyProblem);
  };

  /** Starts at the first rows, as large as the width allows: reading begins there. */
  const begin = () => {
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

  const began = useEffectEvent(begin);
  const inLanes = layout.lanes.length > 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever the rows stand otherwise
  useEffect(() => began(), [inLanes]);

  return (
    <div
      ref={host}
      className={classes.canvas}
      data-read-only={readOnly || undefined}
      {...events.onHost}
    >
      <ReactFlow<CanvasNode>
        nodes={marked}
        nodeTypes={NODE_TYPES}
        onNodesChange={(changes: NodeChange<CanvasNode>[]) => events.select(changes)}
        {...events.onFlow}
        connectionLineComponent={Wire}
        onInit={begin}
        nodesDraggable={false}
        nodesConnectable={!readOnly}
        connectOnClick={false}
        autoPanSpeed={6}
        autoPanOnNodeFocus={false}
        selectNodesOnDrag={false}
        deleteKeyCode={null}
        panActivationKeyCode={null} // it would take the spaces that are typed into the text
        selectionKeyCode="Shift"
        selectionMode={SelectionMode.Partial}
        multiSelectionKeyCode={MULTI_KEYS}
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
          onShow={selection.select}
        />
        <Bands bands={bands} />
        <Connections edges={markedEdges} live={live} onClick={events.onEdgeClick} />
        <ViewTools hand={hand} onHand={onHand} onPicture={onPicture} onLatency={onLatency} />
        <MiniMap
          className={classes.map ?? ""}
          ariaLabel="Overview of the architecture"
          position="bottom-right"
          style={{ width: 92, height: 124 }}
          bgColor="var(--ys-surface)"
          maskColor="color-mix(in srgb, var(--ys-bg) 70%, transparent)"
          nodeClassName={miniClass}
          pannable
          zoomable
        />
      </ReactFlow>
      {events.drop && (
        <div className={classes.drop} role="status">
          {events.drop.words}
        </div>
      )}
    </div>
  );
}

/** With one connection lit: the one that was clicked, or that a drop would go into. */
function lightEdge(edges: ConnectionEdge[], id: string | null): ConnectionEdge[] {
  if (id === null) return edges;
  return edges.map((edge) =>
    edge.id === id ? { ...edge, data: { ...edge.data, lit: true, faint: false } } : edge,
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
  const duration = useReducedMotion() ? 0 : 150;
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
      if (!shown) void flow.setCenter(centre.x, centre.y, { zoom, duration });
    },
    [flow, store, duration],
  );
}
