import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type RunEvent, runEvents, type StreamState, subscribe } from "./events";

/** Stands in for the browser's EventSource, which happy-dom does not have. */
class FakeSource extends EventTarget {
  static CONNECTING = 0;
  static CLOSED = 2;
  static all: FakeSource[] = [];
  readyState = FakeSource.CONNECTING;
  onopen: (() => void) | undefined;
  onerror: (() => void) | undefined;

  constructor(readonly url: string) {
    super();
    FakeSource.all.push(this);
  }

  static get last(): FakeSource {
    const source = FakeSource.all.at(-1);
    if (!source) throw new Error("no connection was opened");
    return source;
  }

  close() {
    this.readyState = FakeSource.CLOSED;
  }

  send(type: string, data: object) {
    this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data) }));
  }

  status(seq: number, status: string) {
    this.send("run.status", { seq, type: "run.status", run: "r1", status });
  }
}

beforeEach(() => {
  FakeSource.all = [];
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", FakeSource);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function follow() {
  const events: RunEvent[] = [];
  const states: StreamState[] = [];
  const stop = runEvents(
    "r1",
    (event) => events.push(event),
    (state) => states.push(state),
  );
  return { seqs: () => events.map((event) => event.seq), states, stop };
}

test("each event of a run comes once, though the stream starts over", () => {
  const { seqs } = follow();
  FakeSource.last.status(1, "queued");
  FakeSource.last.status(2, "running");
  FakeSource.last.status(1, "queued");
  FakeSource.last.status(3, "running");
  expect(seqs()).toEqual([1, 2, 3]);
});

test("a run's stream ends after its last status, not after that of a run resumed later", () => {
  const { seqs, states } = follow();
  FakeSource.last.status(1, "stopped");
  FakeSource.last.status(2, "running");
  FakeSource.last.status(3, "completed");
  FakeSource.last.onerror?.(); // the server has ended the stream
  vi.advanceTimersByTime(60_000);
  expect(seqs()).toEqual([1, 2, 3]);
  expect(states.at(-1)).toBe("ended");
  expect(FakeSource.all).toHaveLength(1);
});

test("a refused stream is opened again, each time later", () => {
  const { states, stop } = follow();
  for (const wait of [1000, 2000, 4000]) {
    FakeSource.last.close(); // as the browser does on 401 or 204
    FakeSource.last.onerror?.();
    expect(states.at(-1)).toBe("lost");
    const before = FakeSource.all.length;
    vi.advanceTimersByTime(wait - 1);
    expect(FakeSource.all).toHaveLength(before);
    vi.advanceTimersByTime(1);
    expect(FakeSource.all).toHaveLength(before + 1);
  }
  stop();
});

test("all topics of the tab share one connection", async () => {
  const seen: string[] = [];
  const stops = [
    subscribe("status", ({ type }) => seen.push(type)),
    subscribe("runs", ({ type }) => seen.push(type)),
    subscribe("runs", ({ type }) => seen.push(type)),
  ];
  await vi.runAllTimersAsync();
  expect(FakeSource.all.map((source) => source.url)).toEqual(["/api/events?topics=runs%2Cstatus"]);
  FakeSource.last.send("runs.changed", {});
  FakeSource.last.send("status", {});
  expect(seen).toEqual(["runs.changed", "runs.changed", "status"]);
  for (const stop of stops) stop();
  await vi.runAllTimersAsync();
  expect(FakeSource.last.readyState).toBe(FakeSource.CLOSED);
});

test("who comes back to a topic after nobody listened gets it by a new connection", async () => {
  const stay = subscribe("status", () => {});
  const leave = subscribe("runs", () => {});
  await vi.runAllTimersAsync();
  leave();
  await vi.runAllTimersAsync();
  expect(FakeSource.all, "what is left needs none").toHaveLength(1);
  const back = subscribe("runs", () => {});
  await vi.runAllTimersAsync();
  expect(FakeSource.all).toHaveLength(2);
  expect(FakeSource.last.url).toBe("/api/events?topics=runs%2Cstatus");
  stay();
  back();
  await vi.runAllTimersAsync();
});
