import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useEvents } from "../../api/events";
import { type LogLevel, logQuery } from "./queries";

/** The file is read again at most so often. */
const PAUSE_MS = 500;

/** The log as it is asked for; `following` it is read again whenever something is logged. */
export function useLiveLog(level: LogLevel, text: string, following: boolean) {
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const found = useQuery(logQuery(level, text));
  useEvents("log", () => {
    if (!following) return;
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void client.invalidateQueries({ queryKey: ["log"] });
    }, PAUSE_MS);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (following) void client.invalidateQueries({ queryKey: ["log"] });
  }, [client, following]);
  return found;
}
