import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { useEvents, useStreamState } from "../api/events";
import { ProblemError } from "../api/problem";
import { formatBytes, formatPercent } from "../ui/format";
import classes from "./StatusBar.module.css";
import { statusQuery } from "./status";

const STREAM = {
  connecting: "Events: connecting",
  open: "Events: live",
  lost: "Events: reconnecting",
  ended: "Events: ended",
} as const;

/** The line at the bottom: how the server is, what it works on, whether events arrive. */
export function StatusBar() {
  const { data: status, error } = useQuery(statusQuery);
  const client = useQueryClient();
  useEvents("status", ({ data }) => client.setQueryData(statusQuery.queryKey, data as never));
  const stream = useStreamState();
  const figures = error || stream === "lost" ? undefined : status; // no old ones
  return (
    <footer className={classes.bar}>
      <Item tone={error ? "error" : status ? "ok" : undefined}>
        {error ? ProblemError.from(error).title : `Yolosmith ${status?.version ?? ""}`}
      </Item>
      <Item tone={stream === "open" ? "ok" : stream === "lost" ? "warning" : undefined}>
        {STREAM[stream]}
      </Item>
      {figures && (
        <>
          <Item>
            {figures.running.length === 0 ? "idle" : `${figures.running.length} training`}
          </Item>
          <Item>
            {figures.queued.length === 0 ? "queue empty" : `${figures.queued.length} queued`}
          </Item>
          <Item>{`server ${formatBytes(figures.memory)}`}</Item>
          <Item>{`processor ${formatPercent(figures.load.cpu, 0)}`}</Item>
          <span className={classes.devices}>
            {figures.devices.map(({ name }) => name).join(" · ")}
          </span>
        </>
      )}
      <Link to="/log" className={classes.log}>
        Log
      </Link>
    </footer>
  );
}

function Item({
  tone,
  children,
}: {
  tone?: "ok" | "warning" | "error" | undefined;
  children: ReactNode;
}) {
  return (
    <span className={classes.item} data-tone={tone}>
      {children}
    </span>
  );
}
