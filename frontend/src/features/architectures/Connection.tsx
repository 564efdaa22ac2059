import { EdgeLabelRenderer } from "@xyflow/react";
import { type MouseEvent, memo, useState } from "react";
import classes from "./Connection.module.css";
import { type Point, pathThrough } from "./lanes";
import { type LiveRoutes, useLiveRoute } from "./liveRoutes";
import type { Row } from "./queries";
import { tipOf } from "./tip";

export interface ConnectionEdge {
  id: string;
  source: string;
  target: string;
  data: {
    points: Point[];
    /** Of the row that it comes from: lends its colour. */
    section: Row["section"];
    /** Shape of the tensor, shown while the pointer is on it. */
    shape: string;
    lit: boolean;
    /** Something else is selected. */
    faint: boolean;
    /** In a comparison: only one of the two has it. */
    change?: "added" | "removed";
  };
}

export interface ConnectionProps {
  edge: ConnectionEdge;
  /** Ways of connections whose rows are being dragged. */
  live: LiveRoutes;
  onClick?: ((event: MouseEvent, edge: ConnectionEdge) => void) | undefined;
}

/** The way of one tensor. */
export const Connection = memo(function Connection({ edge, live, onClick }: ConnectionProps) {
  const [hovered, setHovered] = useState(false);
  const { section, shape, lit, faint, change } = edge.data;
  const points = useLiveRoute(live, edge.id) ?? edge.data.points;
  const path = pathThrough(points);
  const middle = middleOf(points);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: by keyboard its row's panel does the same
    <g
      className={classes.group}
      data-connection={edge.id}
      data-section={section}
      data-lit={lit || undefined}
      data-faint={faint || undefined}
      data-change={change}
      onPointerEnter={() => setHovered(true)}
      onPointerLeave={() => setHovered(false)}
      onClick={(event) => onClick?.(event, edge)}
    >
      <path className={classes.line} d={path} />
      <path className={classes.tip} d={tipOf(points)} />
      <path className={classes.catch} d={path} />
      {hovered && shape && (
        <EdgeLabelRenderer>
          <div
            className={classes.shape}
            style={{ transform: `translate(-50%, -50%) translate(${middle.x}px, ${middle.y}px)` }}
          >
            {shape}
          </div>
        </EdgeLabelRenderer>
      )}
    </g>
  );
});

/** The middle of the longest stretch. */
function middleOf(points: readonly Point[]): Point {
  let longest = -1;
  let middle = { x: 0, y: 0 };
  for (let index = 1; index < points.length; index++) {
    const [a, b] = [points[index - 1], points[index]];
    if (!a || !b) continue;
    const length = Math.hypot(b.x - a.x, b.y - a.y);
    if (length > longest) {
      longest = length;
      middle = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
    }
  }
  return middle;
}
