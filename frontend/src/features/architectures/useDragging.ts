import type { NodeChange } from "@xyflow/react";
import { useCallback, useMemo, useState } from "react";
import type { CanvasNode } from "./canvasItems";
import type { Layout, Point } from "./lanes";
import { place } from "./placement";

type Positions = Readonly<Record<string, Point>>;

const NOWHERE: Positions = {};

/**
 * The layout with rows where they were moved to, and while some are being dragged, under the
 * pointer. `onMove` gets the new places once, when they are let go.
 */
export function useDragging(
  base: Layout,
  positions: Positions,
  onMove: (moved: Positions) => void,
) {
  const [dragged, setDragged] = useState(NOWHERE);
  const layout = useMemo(
    () => place(base, dragged === NOWHERE ? positions : { ...positions, ...dragged }),
    [base, positions, dragged],
  );
  const onDrag = useCallback(
    (changes: readonly NodeChange<CanvasNode>[]) => {
      const moved: Record<string, Point> = {};
      let over = false;
      for (const change of changes) {
        if (change.type !== "position" || !change.position) continue;
        moved[change.id] = change.position;
        over = !change.dragging;
      }
      if (Object.keys(moved).length === 0) return;
      setDragged(over ? NOWHERE : moved);
      if (over) onMove(moved);
    },
    [onMove],
  );
  return { layout, onDrag };
}
