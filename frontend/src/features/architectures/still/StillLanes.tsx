import { useReducedMotion } from "@mantine/hooks";
import "@xyflow/react/dist/base.css";
import { ReactFlow, ReactFlowProvider, useReactFlow, useStoreApi } from "@xyflow/react";
import { useEffect, useMemo } from "react";
import { Bands } from "../Bands";
import type { ConnectionEdge } from "../Connection";
import { Connections } from "../Connections";
import { layOut, ROW_HEIGHT, ROW_WIDTH } from "../lanes";
import { LiveRoutes } from "../liveRoutes";
import { bandsOf } from "../placement";
import type { Edge, Row } from "../queries";
import { type Still, StillCard, type StillNode } from "./StillCard";
import classes from "./StillLanes.module.css";

interface StillLanesProps {
  rows: readonly Row[];
  edges: readonly Edge[];
  /** What is said of the rows; one of which nothing is said is not drawn. */
  stills: readonly Still[];
  /** Of connections that only one of two architectures has, by their id. */
  changedEdges?: ReadonlyMap<string, "added" | "removed">;
  /** By row, "P3"; where they are given, the levels stand behind the rows as bands. */
  levels?: ReadonlyMap<string, string>;
  /** Of a row; it is brought into the middle. */
  selected: string | null;
  onSelect: (id: string) => void;
}

const NODE_TYPES = { still: StillCard };
const ZOOM = 0.8;
const PADDING = 32;
/** Nothing is dragged here. */
const STILL = new LiveRoutes();
const NO_LEVELS: ReadonlyMap<string, string> = new Map();
const NO_CHANGES: ReadonlyMap<string, "added" | "removed"> = new Map();

/** An architecture in its lanes, to be looked at and not edited. */
export function StillLanes(props: StillLanesProps) {
  return (
    <ReactFlowProvider>
      <Drawing {...props} />
    </ReactFlowProvider>
  );
}

function Drawing(props: StillLanesProps) {
  const { rows, edges, stills, selected, onSelect } = props;
  const { changedEdges = NO_CHANGES, levels = NO_LEVELS } = props;
  const flow = useReactFlow();
  const store = useStoreApi();
  const layout = useMemo(() => layOut(rows, edges), [rows, edges]);
  const bands = useMemo(() => bandsOf(layout.rows, levels), [layout, levels]);
  const nodes = useMemo(() => {
    const places = new Map(layout.rows.map((place) => [place.id, place]));
    return stills.flatMap((still): StillNode[] => {
      const place = places.get(still.id);
      if (!place) return [];
      return [
        {
          id: still.id,
          type: "still",
          position: { x: place.x, y: place.y },
          width: ROW_WIDTH,
          height: ROW_HEIGHT,
          selected: still.id === selected,
          focusable: false,
          ariaLabel: `Row ${still.index}, ${still.module}, ${still.state.word}`,
          data: { still },
        },
      ];
    });
  }, [layout, stills, selected]);
  const connections = useMemo(() => {
    const sections = new Map(rows.map(({ id, section }) => [id, section]));
    return layout.edges.map(({ id, source, target, points }): ConnectionEdge => {
      const section = sections.get(source) ?? "backbone";
      const change = changedEdges.get(id);
      const shape = change ? `connection ${change}` : "";
      const data = { points, section, shape, lit: false, faint: change === undefined };
      return { id, source, target, data: change ? { ...data, change } : data };
    });
  }, [rows, layout, changedEdges]);

  const duration = useReducedMotion() ? 0 : 150;
  const place = layout.rows.find(({ id }) => id === selected);
  useEffect(() => {
    const { width, transform } = store.getState();
    if (!place || width === 0) return;
    const [x, y] = [place.x + ROW_WIDTH / 2, place.y + ROW_HEIGHT / 2];
    void flow.setCenter(x, y, { zoom: transform[2], duration });
  }, [place, flow, store, duration]);

  function begin() {
    const { width, height } = store.getState();
    const right = Math.max(...layout.rows.map(({ x }) => x + ROW_WIDTH));
    const zoom = Math.min(ZOOM, (width - 2 * PADDING) / right);
    const x = Math.max(PADDING, (width - right * zoom) / 2);
    const y = place ? height / 2 - (place.y + ROW_HEIGHT / 2) * zoom : PADDING;
    void flow.setViewport({ x, y: Math.min(PADDING, y), zoom });
  }

  return (
    <div className={classes.canvas}>
      <ReactFlow<StillNode>
        nodes={nodes}
        nodeTypes={NODE_TYPES}
        onNodeClick={(_, { id }) => onSelect(id)}
        onInit={begin}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        deleteKeyCode={null}
        panOnScroll
        minZoom={0.1}
        maxZoom={2}
        proOptions={{ hideAttribution: true }}
      >
        <Bands bands={bands} />
        <Connections edges={connections} live={STILL} />
      </ReactFlow>
    </div>
  );
}
