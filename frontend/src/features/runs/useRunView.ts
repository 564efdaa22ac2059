import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useEffectEvent, useState } from "react";
import { isFinal, runEvents, type StreamState } from "../../api/events";
import { askAgain } from "../../api/news";
import type { TrainingEvent } from "./events";
import { artifactsQuery, metricsQuery } from "./queries";
import { EMPTY_VIEW, fold, type RunView, viewOf } from "./runView";
import { curvesQuery, fetchSeries } from "./watchQueries";

const FLUSH_MS = 200;
const REFRESH_MS = 400;
const RETRY_MS = 3000;

export interface Watched {
  view: RunView;
  /** Whether the view holds the run's past; before that it is empty. */
  ready: boolean;
  stream: StreamState;
  /** Why the past could not be had; it is asked for again. */
  error: unknown;
  retry: () => void;
}

/**
 * A run as it is and as it goes on: its series up to an event, and from there its events, folded
 * five times a second at most. `active` says that the run goes on (again): a stream that has ended
 * is then opened anew.
 */
export function useRunView(id: string, active: boolean): Watched {
  const client = useQueryClient();
  const [view, setView] = useState(EMPTY_VIEW);
  const [ready, setReady] = useState(false);
  const [stream, setStream] = useState<StreamState>("connecting");
  const [error, setError] = useState<unknown>(null);
  const [opened, setOpened] = useState(0);
  const retry = useCallback(() => setOpened((times) => times + 1), []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `opened` asks for a new stream
  useEffect(() => {
    let waiting: TrainingEvent[] = [];
    // A timer, not an animation frame: those rest in a hidden tab, and the events would pile up.
    let timer: ReturnType<typeof setTimeout> | undefined;
    let again: ReturnType<typeof setTimeout> | undefined;
    let stop = () => {};
    const left = new AbortController();
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
    fetchSeries(id, {}, left.signal).then(
      (series) => {
        if (left.signal.aborted) return;
        setError(null);
        setView(viewOf(series));
        setReady(true);
        stop = runEvents(
          id,
          (event) => take(event as unknown as TrainingEvent),
          setStream,
          series.seq,
          isFinal(series.status),
        );
      },
      (reason) => {
        if (left.signal.aborted) return;
        setError(reason);
        setStream("lost");
        again = setTimeout(retry, RETRY_MS);
      },
    );
    return () => {
      left.abort();
      stop();
      clearTimeout(timer);
      clearTimeout(again);
    };
  }, [id, opened, retry]);

  // Only where it becomes active: the news that a run is over may come after the end of its stream.
  const reopen = useEffectEvent(() => {
    if (stream === "ended") retry();
  });
  useEffect(() => {
    if (active) reopen();
  }, [active]);

  const { written, resumed } = view;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each file and each end is a reason
  useEffect(() => {
    const timer = setTimeout(() => {
      askAgain(client, artifactsQuery(id).queryKey);
      askAgain(client, curvesQuery(id).queryKey);
    }, REFRESH_MS);
    return () => clearTimeout(timer);
  }, [client, id, written, stream === "ended"]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what was asked before may be done anew
  useEffect(() => {
    askAgain(client, metricsQuery(id).queryKey);
  }, [client, id, resumed, stream === "ended"]);

  return { view, ready, stream, error, retry };
}
