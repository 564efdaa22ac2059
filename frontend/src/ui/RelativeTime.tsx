import { Tooltip } from "@mantine/core";
import { useSyncExternalStore } from "react";
import { formatExact, formatRelative } from "./format";

let now = Date.now();

/** One clock for all relative times on the page: they tick together, every ten seconds. */
function onTick(listener: () => void): () => void {
  const timer = setInterval(() => {
    now = Date.now();
    listener();
  }, 10_000);
  return () => clearInterval(timer);
}

interface RelativeTimeProps {
  time: string | null | undefined;
  /** With the browser's own tip: for long lists, where hundreds of ours would cost too much. */
  plain?: boolean;
}

/** "3 minutes ago", with the exact local time on hover. `time` is ISO 8601. */
export function RelativeTime({ time, plain = false }: RelativeTimeProps) {
  useSyncExternalStore(onTick, () => now);
  if (!time) return <>–</>;
  const date = new Date(time);
  const clock = Date.now();
  // What has happened since the last tick is no future.
  const seen = Math.max(now, clock - 10_000, Math.min(date.getTime(), clock));
  const text = formatRelative(date, seen);
  if (plain) {
    return (
      <time dateTime={time} title={formatExact(date)}>
        {text}
      </time>
    );
  }
  return (
    <Tooltip label={formatExact(date)}>
      <time dateTime={time}>{text}</time>
    </Tooltip>
  );
}
