import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";
import { runEvents, type StreamState } from "../../api/events";
import type { TrainingEvent } from "./events";
import { artifactsQuery, metricsQuery } from "./queries";
import { EMPTY_VIEW, fold, type RunView } from "./runView";

const FLUSH_MS = 100;
const REFRESH_MS = 400;

/**
 * Follows a run and folds its events into a view, ten times a second at most. `active` says that
 * the run goes on (again): a stream that has ended is then opened anew.
 */
export function useRunView(id: string, active: boolean): { view: RunView; stream: StreamState } {
  const client = useQueryClient();
  const [view, setView] = useState(EMPTY_VIEW);
  const [stream, setStream] = useState<StreamState>("connecting");
  const [opened, setOpened] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `opened` asks for a new stream
  useEffect(() => {
    let waiting: TrainingEvent[] = [];
    // A timer, not an animation frame: those rest in a hidden tab, and the events would pile up.
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      timer = undefined;
      const events = waiting;
      waiting = [];
      setView((now) => fold(now, events));
    };
    const take = (event: TrainingEvent) => {
      waiting.push(event);
      timer ??= setTimeout(flush, FLUSH_MS);
    };
    const stop = runEvents(id, (event) => take(event as unknown as TrainingEvent), setStream);
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [id, opened]);

  // Only where it becomes active: the news that a run is over may come after the end of its stream.
  const reopen = useEffectEvent(() => {
    if (stream === "ended") setOpened((times) => times + 1);
  });
  useEffect(() => {
    if (active) reopen();
  }, [active]);

  const { written, resumed } = view;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each file and each end is a reason
  useEffect(() => {
    const timer = setTimeout(
      () => client.invalidateQueries({ queryKey: artifactsQuery(id).queryKey }),
      REFRESH_MS,
    );
    return () => clearTimeout(timer);
  }, [client, id, written, stream === "ended"]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what was asked before may be done anew
  useEffect(() => {
    void client.invalidateQueries({ queryKey: metricsQuery(id).queryKey });
  }, [client, id, resumed, stream === "ended"]);

  return { view, stream };
}
