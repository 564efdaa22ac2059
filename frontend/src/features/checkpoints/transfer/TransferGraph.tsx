import "@xyflow/react/dist/base.css";
import { ReactFlow, ReactFlowProvider, useReactFlow, useStoreApi } from "@xyflow/react";
import { useMemo } from "react";
import type { ConnectionEdge } from "../../architectures/Connection";
import { Connections } from "../../architectures/Connections";
import { formatArgs } from "../../architectures/cards";
import { layOut, ROW_HEIGHT, ROW_WIDTH } from "../../architectures/lanes";
import { LiveRoutes } from "../../architectures/liveRoutes";
import type { Graph } from "../../architectures/queries";
import type { TransferRow } from "../queries";
import { TransferCard, type TransferNode } from "./TransferCard";
import classes from "./TransferGraph.module.css";
import { STATES } from "./transfer";

interface TransferGraphProps {
  graph: Graph;
  rows: readonly TransferRow[];
  /** Number of a row. */
  selected: number | null;
  onSelect: (row: number) => void;
}

const NODE_TYPES = { transfer: TransferCard };
const ZOOM = 0.8;
const PADDING = 24;
/** Nothing is dragged here. */
const STILL = new LiveRoutes();

/** The new model, each row with what it takes over. */
export function TransferGraph(props: TransferGraphProps) {
  return (
    <ReactFlowProvider>
      <Drawing {...props} />
    </ReactFlowProvider>
  );
}

function Drawing({ graph, rows, selected, onSelect }: TransferGraphProps) {
  const flow = useReactFlow();
  const store = useStoreApi();
  const layout = useMemo(() => layOut(graph.nodes, graph.edges ?? []), [graph]);
  const nodes = useMemo(() => {
    const places = new Map(layout.rows.map((place) => [place.id, place]));
    return graph.nodes.flatMap((node): TransferNode[] => {
      const place = places.get(node.id);
      const row = rows[node.index];
      if (!place || !row) return [];
      return [
        {
          id: node.id,
          type: "transfer",
          position: { x: place.x, y: place.y },
          width: ROW_WIDTH,
          height: ROW_HEIGHT,
          selected: node.index === selected,
          focusable: false,
          ariaLabel: `Row ${node.index}, ${row.module}, ${STATES[row.state].word}`,
          data: { row, args: formatArgs(node.args) },
        },
      ];
    });
  }, [graph, layout, rows, selected]);
  const edges = useMemo(() => {
    const sections = new Map(graph.nodes.map(({ id, section }) => [id, section]));
    return layout.edges.map(({ id, source, target, points }): ConnectionEdge => {
      const section = sections.get(source) ?? "backbone";
      const data = { points, section, shape: "", lit: false, faint: true };
      return { id, source, target, data };
    });
  }, [graph, layout]);

  return (
    <div className={classes.canvas}>
      <ReactFlow<TransferNode>
        nodes={nodes}
        nodeTypes={NODE_TYPES}
        onNodeClick={(_, { data }) => onSelect(data.row.index)}
        onInit={() => {
          const { width } = store.getState();
          const right = Math.max(...layout.rows.map(({ x }) => x + ROW_WIDTH));
          const zoom = Math.min(ZOOM, (width - 2 * PADDING) / right);
          const x = Math.max(PADDING, (width - right * zoom) / 2);
          void flow.setViewport({ x, y: PADDING, zoom });
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
        <Connections edges={edges} live={STILL} />
      </ReactFlow>
    </div>
  );
}
