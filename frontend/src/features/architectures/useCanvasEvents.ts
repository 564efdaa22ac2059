import {
  type FinalConnectionState,
  type InternalNode,
  type NodeChange,
  useReactFlow,
} from "@xyflow/react";
import {
  type DragEvent,
  type KeyboardEvent,
  type MouseEvent,
  type RefObject,
  useCallback,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
} from "react";
import type { ConnectionEdge } from "./Connection";
import type { CanvasNode } from "./canvasItems";
import { edgeId, type Layout } from "./lanes";
import { lineAt, partAt, rowAt } from "./nearest";
import type { Spot } from "./operations";
import { draggedModule, MODULE_TYPE } from "./paletteDrag";
import type { Commands } from "./useCommands";
import type { Selection } from "./useSelection";
import { slotsOf, type WireContext, wireProblem } from "./wires";

interface CanvasEvents {
  host: RefObject<HTMLDivElement | null>;
  layout: Layout;
  edges: readonly ConnectionEdge[];
  wiring: WireContext;
  selection: Selection;
  commands: Commands;
  /** Enter on the row that is shown in the panel leads into it. */
  onEnter: () => void;
}

/** In pixels of the screen. */
const EDGE_REACH = 18;

export interface Drop {
  spot: Spot;
  /** Id of the connection that it would go into. */
  edge: string | null;
  words: string;
}

/** What pointer and keys do on the canvas. */
export function useCanvasEvents(events: CanvasEvents) {
  const { host, layout, edges, wiring, selection, commands, onEnter } = events;
  const { graph } = wiring;
  const flow = useReactFlow();
  const [drop, setDrop] = useState<Drop | null>(null);
  useFocusFollows(host, selection.lead);

  const select = (changes: NodeChange<CanvasNode>[]) => {
    const next = new Set(selection.ids);
    let last: string | null = null;
    let changed = false;
    for (const change of changes) {
      if (change.type !== "select" || change.id.startsWith("lane ")) continue;
      changed = true;
      if (change.selected) {
        next.add(change.id);
        last = change.id;
      } else next.delete(change.id);
    }
    if (!changed) return;
    selection.choose(next, last ?? (next.has(selection.lead ?? "") ? selection.lead : null));
  };

  const goTo = (id: string | undefined, extend: boolean) => {
    if (id === undefined) return;
    if (extend) selection.extend(id);
    else selection.select(id);
    focusRow(host.current, id);
  };

  const onKeyDownCapture = (event: KeyboardEvent) => {
    const from = (event.target as Element).closest<HTMLElement>(".react-flow__node")?.dataset.id;
    if (from === undefined || event.ctrlKey || event.metaKey) return;
    const take = (act: () => void) => {
      event.preventDefault();
      event.stopPropagation(); // the canvas itself would move the row by some pixels
      act();
    };
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const at = graph.nodes.findIndex((row) => row.id === from);
    if (step === 1 || step === -1) {
      if (event.altKey) take(() => commands.move(step));
      else take(() => goTo(graph.nodes[at + step]?.id, event.shiftKey));
    }
    if (event.key === "Home") take(() => goTo(graph.nodes[0]?.id, event.shiftKey));
    if (event.key === "End") take(() => goTo(graph.nodes.at(-1)?.id, event.shiftKey));
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") take(() => undefined);
    if (event.key === "Enter" && selection.lead === from) take(onEnter);
  };

  const dropAt = (event: DragEvent): Drop | null => {
    const at = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
    const lines = edges.map(({ id, data }) => ({ id, points: data.points }));
    const line = lineAt(lines, at, EDGE_REACH / flow.getZoom());
    const into = graph.edges.find((one) => edgeId(one) === line?.id);
    const indexOf = (id: string) => graph.nodes.find((row) => row.id === id)?.index;
    if (line && into) {
      const words = `Into the connection from row ${indexOf(into.source)} to row ${indexOf(into.target)}`;
      return { spot: { on: "edge", edge: into }, edge: line.id, words };
    }
    const near = rowAt(layout.rows, at);
    const row = graph.nodes.find((one) => one.id === near?.id);
    if (!row || !near) {
      const spot: Spot = { on: "row", after: null };
      return { spot, edge: null, words: "As the first row" };
    }
    const place = row.index + (near.behind ? 1 : 0);
    return {
      spot: { on: "canvas", at: place, section: row.section },
      edge: null,
      words: `As row ${place} of the ${row.section}, read by no row yet`,
    };
  };

  const onDragOver = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes(MODULE_TYPE)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    const next = dropAt(event);
    setDrop((before) =>
      before?.words === next?.words && before?.edge === next?.edge ? before : next,
    );
  };

  const onDrop = (event: DragEvent) => {
    const module = draggedModule(event);
    if (!module) return;
    event.preventDefault();
    const next = dropAt(event);
    setDrop(null);
    if (next) commands.insert(module, next.spot);
  };

  const onDragLeave = (event: DragEvent) => {
    if (!host.current?.contains(event.relatedTarget as Element | null)) setDrop(null);
  };

  const onConnectStart = () => {
    if (host.current) host.current.dataset.wiring = "true";
  };

  const onConnectEnd = (
    _event: unknown,
    { fromNode, toNode, pointer }: FinalConnectionState<InternalNode>,
  ) => {
    if (host.current) delete host.current.dataset.wiring;
    const row = graph.nodes.find((one) => one.id === toNode?.id);
    if (!fromNode || !toNode || !row || !pointer) return;
    const left = toNode.internals.positionAbsolute.x;
    const slot = partAt(left, pointer.x, slotsOf(row, wiring.modules));
    const wire = { source: fromNode.id, target: row.id, slot };
    if (wireProblem(wiring, wire) === null) commands.apply({ op: "connect", ...wire });
  };

  const onNodeClick = (event: MouseEvent, node: CanvasNode) => {
    if (node.type === "row" && event.shiftKey) selection.extend(node.id);
  };

  const { selectEdge } = selection;
  const onEdgeClick = useCallback(
    (_event: MouseEvent, clicked: { id: string }) => selectEdge(clicked.id),
    [selectEdge],
  );

  return {
    drop,
    select,
    onEdgeClick,
    onHost: { onKeyDownCapture, onDragOver, onDrop, onDragLeave },
    onFlow: {
      onConnectStart,
      onConnectEnd,
      onNodeClick,
      onPaneClick: () => selection.select(null),
    },
  };
}

/** Keys that act on rows go on where they were: an edit may have drawn the row anew or removed it. */
function useFocusFollows(host: RefObject<HTMLDivElement | null>, lead: string | null) {
  const wasInside = useRef(false);
  const follow = useEffectEvent(() => {
    const { activeElement } = document;
    const inside = host.current?.contains(activeElement) && activeElement?.closest("[data-id]");
    const lost = activeElement === document.body && wasInside.current;
    if (lead !== null && (inside || lost)) focusRow(host.current, lead);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever another row leads
  useEffect(() => {
    const frame = requestAnimationFrame(() => follow());
    return () => cancelAnimationFrame(frame);
  }, [lead]);
  useEffect(() => {
    const note = (event: FocusEvent) => {
      wasInside.current = host.current?.contains(event.target as Element) ?? false;
    };
    document.addEventListener("focusin", note);
    return () => document.removeEventListener("focusin", note);
  }, [host]);
}

export function focusRow(host: Element | null, id: string): void {
  const row = host?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`);
  row?.focus({ preventScroll: true });
}
