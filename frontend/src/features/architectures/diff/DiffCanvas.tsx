import "@xyflow/react/dist/base.css";
import { ReactFlow, ReactFlowProvider, useReactFlow, useStoreApi } from "@xyflow/react";
import { useEffect, useMemo } from "react";
import { Bands } from "../Bands";
import type { ConnectionEdge } from "../Connection";
import { Connections } from "../Connections";
import { layOut, ROW_HEIGHT, ROW_WIDTH } from "../lanes";
import { LiveRoutes } from "../liveRoutes";
import { bandsOf } from "../placement";
import { DiffCard, type DiffNode } from "./DiffCard";
import classes from "./DiffPage.module.css";
import { type Merged, numberOf } from "./merged";
import { STATUS } from "./words";

interface DiffCanvasProps {
  merged: Merged;
  levels: ReadonlyMap<string, string>;
  selected: string | null;
  onSelect: (id: string) => void;
}

const NODE_TYPES = { difference: DiffCard };
const ZOOM = 0.8;
const PADDING = 32;
/** Nothing is dragged here. */
const STILL = new LiveRoutes();

/** Both architectures as one drawing, in lanes. */
export function DiffCanvas(props: DiffCanvasProps) {
  return (
    <ReactFlowProvider>
      <Drawing {...props} />
    </ReactFlowProvider>
  );
}

function Drawing({ merged, levels, selected, onSelect }: DiffCanvasProps) {
  const flow = useReactFlow();
  const store = useStoreApi();
  const layout = useMemo(() => layOut(merged.nodes, merged.edges), [merged]);
  const bands = useMemo(() => bandsOf(layout.rows, levels), [layout, levels]);
  const nodes = useMemo(() => {
    const places = new Map(layout.rows.map((row) => [row.id, row]));
    return merged.rows.flatMap((row): DiffNode[] => {
      const place = places.get(row.id);
      if (!place) return [];
      const { module } = row.after ?? row.before ?? { module: "" };
      return [
        {
          id: row.id,
          type: "difference",
          position: { x: place.x, y: place.y },
          width: ROW_WIDTH,
          height: ROW_HEIGHT,
          selected: row.id === selected,
          focusable: false,
          ariaLabel: `Row ${numberOf(row)}, ${module}, ${STATUS[row.status].word}`,
          data: { row },
        },
      ];
    });
  }, [merged, layout, selected]);
  const edges = useMemo(() => {
    const sections = new Map(merged.nodes.map(({ id, section }) => [id, section]));
    return layout.edges.map(({ id, source, target, points }): ConnectionEdge => {
      const change = merged.changedEdges.get(id);
      return {
        id,
        source,
        target,
        data: {
          points,
          section: sections.get(source) ?? "backbone",
          shape: change ? `connection ${change}` : "",
          lit: false,
          faint: change === undefined,
          ...(change && { change }),
        },
      };
    });
  }, [merged, layout]);

  useEffect(() => {
    const place = layout.rows.find(({ id }) => id === selected);
    const { width, transform } = store.getState();
    if (!place || width === 0) return;
    const [x, y] = [place.x + ROW_WIDTH / 2, place.y + ROW_HEIGHT / 2];
    void flow.setCenter(x, y, { zoom: transform[2], duration: 150 });
  }, [selected, layout, flow, store]);

  return (
    <div className={classes.canvas}>
      <ReactFlow<DiffNode>
        nodes={nodes}
        nodeTypes={NODE_TYPES}
        onNodeClick={(_, { id }) => onSelect(id)}
        onInit={() => {
          const { width } = store.getState();
          const right = Math.max(...layout.rows.map(({ x }) => x + ROW_WIDTH));
          const x = Math.max(PADDING, (width - right * ZOOM) / 2);
          void flow.setViewport({ x, y: PADDING, zoom: ZOOM });
        }}
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
        <Connections edges={edges} live={STILL} />
      </ReactFlow>
    </div>
  );
}
