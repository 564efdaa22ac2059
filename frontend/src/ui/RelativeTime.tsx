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

/** "3 minutes ago", with the exact local time on hover. `time` is ISO 8601. */
export function RelativeTime({ time }: { time: string | null | undefined }) {
  useSyncExternalStore(onTick, () => now);
  if (!time) return <>–</>;
  const date = new Date(time);
  return (
    <Tooltip label={formatExact(date)}>
      <time dateTime={time}>{formatRelative(date, Math.max(now, Date.now() - 10_000))}</time>
    </Tooltip>
  );
}
