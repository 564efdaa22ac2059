import { useEffect, useEffectEvent, useSyncExternalStore } from "react";
import { Source, type StreamState } from "./source";

export type { StreamState };

/** What every event of a run carries; the rest depends on its type. */
export interface RunEvent {
  seq: number;
  /** Seconds since 1970. */
  time: number;
  type: string;
  run: string;
  [field: string]: unknown;
}

/** An event of the tab's stream: the state of something, or what changed in it. */
export interface TopicEvent {
  type: string;
  data: unknown;
}

const RUN_EVENTS = [
  "run.status",
  "run.start",
  "run.batch",
  "run.epoch",
  "run.log",
  "run.artifact",
] as const;

/** The topics of `/api/events` and the types of events that each may send. */
const TOPICS = {
  status: ["status"],
  log: ["log.snapshot", "log.lines"],
  runs: ["runs.snapshot", "runs.changed", "runs.deleted"],
  datasets: ["datasets.snapshot", "datasets.changed", "datasets.deleted"],
} as const satisfies Record<string, readonly string[]>;

export type Topic = keyof typeof TOPICS;

/** After one of these a run sends no more events. */
const FINAL = new Set(["stopped", "completed", "failed", "interrupted"]);

export function isFinal(status: string): boolean {
  return FINAL.has(status);
}

/**
 * The one event stream of this tab. Subscribers share a connection, because a browser opens
 * only six to one server; it is opened anew when a topic comes that it does not carry yet.
 */
class TabStream {
  private source: Source | undefined;
  private carried = "";
  private pending = false;
  private handlers = new Map<Topic, Set<(event: TopicEvent) => void>>();
  private stateListeners = new Set<() => void>();
  private current: StreamState = "connecting";

  /** Calls `handler` with each event of the topic until the returned function is called. */
  subscribe = (topic: Topic, handler: (event: TopicEvent) => void): (() => void) => {
    const handlers = this.handlers.get(topic) ?? new Set();
    this.handlers.set(topic, handlers.add(handler));
    this.refreshSoon();
    return () => {
      handlers.delete(handler);
      this.refreshSoon();
    };
  };

  state = (): StreamState => this.current;

  onState = (listener: () => void): (() => void) => {
    this.stateListeners.add(listener);
    return () => this.stateListeners.delete(listener);
  };

  /** Components mount and unmount in bursts: look once, when the burst is over. */
  private refreshSoon(): void {
    if (this.pending) return;
    this.pending = true;
    queueMicrotask(() => {
      this.pending = false;
      this.refresh();
    });
  }

  private refresh(): void {
    const topics = [...this.handlers].filter(([, set]) => set.size > 0).map(([topic]) => topic);
    const wanted = topics.sort().join(",");
    // What nobody listens to has events that nobody took: who comes back needs a snapshot, by a new connection.
    const heard = this.carried.split(",").filter((topic) => (topics as string[]).includes(topic));
    this.carried = heard.join();
    if (topics.length > 0 && topics.every((topic) => heard.includes(topic))) return;
    this.source?.close();
    this.source = undefined;
    this.carried = wanted;
    if (!wanted) return;
    this.source = new Source({
      url: `/api/events?topics=${encodeURIComponent(wanted)}`,
      types: topics.flatMap((topic) => [...TOPICS[topic]]),
      onEvent: (type, message) => this.dispatch(type, JSON.parse(message.data)),
      onState: (state) => {
        this.current = state;
        for (const listener of this.stateListeners) listener();
      },
    });
  }

  private dispatch(type: string, data: unknown): void {
    for (const [topic, handlers] of this.handlers) {
      if (!(TOPICS[topic] as readonly string[]).includes(type)) continue;
      for (const handler of handlers) handler({ type, data });
    }
  }
}

const tab = new TabStream();

export const subscribe = tab.subscribe;

/** Subscribes a component to a topic for as long as it is shown. */
export function useEvents(topic: Topic, handler: (event: TopicEvent) => void): void {
  const latest = useEffectEvent(handler);
  useEffect(() => subscribe(topic, (event) => latest(event)), [topic]);
}

/** The state of the tab's event stream, for the status bar and for pages that show it. */
export function useStreamState(): StreamState {
  return useSyncExternalStore(tab.onState, tab.state);
}

/**
 * Follows one run from the event after `after`: each event once and in order, whatever
 * reconnections happen on the way. Where the stream ends after a final `run.status`, so does this; a final
 * status in the middle is that of a run which was resumed later. `over`: the event `after` was final.
 */
export function runEvents(
  id: string,
  handler: (event: RunEvent) => void,
  onState?: (state: StreamState) => void,
  after = 0,
  over = false,
): () => void {
  let seen = after;
  let final = over;
  const source = new Source({
    url: () => `/api/runs/${encodeURIComponent(id)}/events?after=${seen}`,
    types: RUN_EVENTS,
    onEvent: (_type, message) => {
      const event = JSON.parse(message.data) as RunEvent;
      if (event.seq <= seen) return;
      seen = event.seq;
      final = event.type === "run.status" && isFinal(String(event.status));
      handler(event);
    },
    onState: (state) => {
      const ended = state === "lost" && final;
      if (ended) source.close();
      onState?.(ended ? "ended" : state);
    },
  });
  return () => source.close();
}
