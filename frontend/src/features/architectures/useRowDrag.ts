import { useReactFlow } from "@xyflow/react";
import { type RefObject, useEffect, useEffectEvent } from "react";
import { flushSync } from "react-dom";
import type { Layout, Point } from "./lanes";
import type { LiveRoutes } from "./liveRoutes";
import { routesOfMoved } from "./placement";

interface RowDrag {
  host: RefObject<HTMLElement | null>;
  layout: Layout;
  /** Selected rows: where one of them is dragged, all go with it. */
  selected: ReadonlySet<string>;
  live: LiveRoutes;
  /** Gets the new places once, when the rows are let go. */
  onMove: (moved: Readonly<Record<string, Point>>) => void;
}

/** By how much Ctrl and an arrow key move rows, in pixels of the drawing. */
const NUDGE = 20;
const ARROWS: Record<string, Point> = {
  ArrowLeft: { x: -NUDGE, y: 0 },
  ArrowRight: { x: NUDGE, y: 0 },
  ArrowUp: { x: 0, y: -NUDGE },
  ArrowDown: { x: 0, y: NUDGE },
};

/** Pixels of the screen from which on a press is a drag. */
const THRESHOLD = 4;
const PRIMARY = 0;
/** Where a press means something else. */
const ELSEWHERE = ".react-flow__handle, button, a, input";

/**
 * Rows are moved with the pointer, or with Ctrl and the arrow keys. During a drag nothing is drawn
 * anew but the connections of these rows; Escape puts them back.
 */
export function useRowDrag({ host, layout, selected, live, onMove }: RowDrag): void {
  const flow = useReactFlow();

  const start = useEffectEvent((press: PointerEvent) => {
    const target = press.target as Element;
    const pressed = target.closest<HTMLElement>(".react-flow__node-row");
    const id = pressed?.dataset.id;
    if (!id || press.button !== PRIMARY || target.closest(ELSEWHERE)) return;
    if (press.shiftKey || press.ctrlKey || press.metaKey) return;
    const ids = selected.has(id) ? selected : new Set([id]);
    const rows = layout.rows.filter((row) => ids.has(row.id));
    const elements = rows.flatMap((row) => {
      const selector = `.react-flow__node[data-id="${CSS.escape(row.id)}"]`;
      return host.current?.querySelector<HTMLElement>(selector) ?? [];
    });
    const zoom = flow.getZoom();
    const ending = new AbortController();
    let moved: Record<string, Point> | null = null;

    const follow = (event: PointerEvent) => {
      const dx = (event.clientX - press.clientX) / zoom;
      const dy = (event.clientY - press.clientY) / zoom;
      if (!moved && Math.hypot(dx, dy) * zoom < THRESHOLD) return;
      moved = Object.fromEntries(rows.map((row) => [row.id, { x: row.x + dx, y: row.y + dy }]));
      for (const element of elements) element.style.translate = `${dx}px ${dy}px`;
      live.show(routesOfMoved(layout, moved));
    };
    const end = (keep: boolean) => {
      ending.abort();
      if (!moved) return;
      const places = moved;
      if (keep) {
        // The click that ends a drag selects nothing.
        window.addEventListener("click", (click) => click.stopPropagation(), {
          capture: true,
          once: true,
        });
        flushSync(() => onMove(places));
      }
      for (const element of elements) element.style.translate = "";
      live.show(new Map());
    };
    const options = { signal: ending.signal };
    window.addEventListener("pointermove", follow, options);
    window.addEventListener("pointerup", () => end(true), options);
    window.addEventListener("pointercancel", () => end(false), options);
    window.addEventListener("keydown", ({ key }) => key === "Escape" && end(false), options);
  });

  const nudge = useEffectEvent((event: KeyboardEvent) => {
    const id = (event.target as Element).closest<HTMLElement>(".react-flow__node-row")?.dataset.id;
    const by = ARROWS[event.key];
    if (!id || !by || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const rows = layout.rows.filter(
      (row) => row.id === id || (selected.has(id) && selected.has(row.id)),
    );
    onMove(Object.fromEntries(rows.map((row) => [row.id, { x: row.x + by.x, y: row.y + by.y }])));
  });

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const ending = new AbortController();
    const { signal } = ending;
    element.addEventListener("pointerdown", (event) => start(event), { signal });
    element.addEventListener("keydown", (event) => nudge(event), { signal });
    return () => ending.abort();
  }, [host]);
}
