import { ViewportPortal } from "@xyflow/react";
import { type MouseEvent, memo } from "react";
import { Connection, type ConnectionEdge } from "./Connection";
import classes from "./Connection.module.css";
import type { LiveRoutes } from "./liveRoutes";

interface ConnectionsProps {
  edges: readonly ConnectionEdge[];
  live: LiveRoutes;
  onClick?: (event: MouseEvent, edge: ConnectionEdge) => void;
}

/**
 * All connections, in one drawing behind the rows. The canvas's own edges are not used: each of
 * them would look at every move of the view, and hundreds of them take the frame's whole time.
 */
export const Connections = memo(function Connections({ edges, live, onClick }: ConnectionsProps) {
  const behind = edges.filter((edge) => !edge.data.lit);
  const lit = edges.filter((edge) => edge.data.lit);
  return (
    <ViewportPortal>
      <svg className={classes.all} aria-hidden>
        {[...behind, ...lit].map((edge) => (
          <Connection key={edge.id} edge={edge} live={live} onClick={onClick} />
        ))}
      </svg>
    </ViewportPortal>
  );
});
