/**
 * What a page shows of a run, folded from its events. Pure: the same events in the same order
 * give the same view, however they were cut into pieces and however often they were sent again.
 */
import type { BatchEvent, LogEvent, StartEvent, TrainingEvent, Values } from "./events";

/** Points kept of the batch curve: about two for each pixel of a wide chart. */
export const MOST_POINTS = 4000;
/** Lines of the log kept in the page; the file has them all. */
export const MOST_LINES = 5000;

/** A curve by columns, as it is drawn. */
export interface Curve {
  x: readonly number[];
  series: Readonly<Record<string, readonly (number | null)[]>>;
}

/** One point of the batch curve: `x` is the epoch with its fraction. */
interface BatchPoint {
  x: number;
  losses: Values;
  lr: Values;
}

export interface RunView {
  /** Of the last event folded in. */
  seq: number;
  /** The newest `run.start`: null until the model is built. */
  start: StartEvent | null;
  /** The newest batch, whether it was kept as a point or not. */
  batch: BatchEvent | null;
  points: readonly BatchPoint[];
  /** Of how many batches one is kept. */
  stride: number;
  /** Rows of results.csv by epoch; of an epoch that was done twice, the last. */
  epochs: ReadonlyMap<number, Values>;
  log: readonly LogEvent[];
  /** Lines that were cut from the start of `log`. */
  cut: number;
  /** How often a file was written: other than before means that the artifacts have changed. */
  written: number;
  /** How often the run went on from a checkpoint. */
  resumed: number;
}

export const EMPTY_VIEW: RunView = {
  seq: 0,
  start: null,
  batch: null,
  points: [],
  stride: 1,
  epochs: new Map(),
  log: [],
  cut: 0,
  written: 0,
  resumed: 0,
};

type Draft = { -readonly [K in keyof RunView]: RunView[K] } & {
  points: BatchPoint[];
  epochs: Map<number, Values>;
  log: LogEvent[];
};

/** The view after these events. Those that it holds already (by `seq`) are passed over. */
export function fold(view: RunView, events: readonly TrainingEvent[]): RunView {
  if (!events.some((event) => event.seq > view.seq)) return view;
  const draft: Draft = {
    ...view,
    points: [...view.points],
    epochs: new Map(view.epochs),
    log: [...view.log],
  };
  for (const event of events) {
    if (event.seq <= draft.seq) continue;
    draft.seq = event.seq;
    apply(draft, event);
  }
  if (draft.log.length > MOST_LINES) {
    draft.cut += draft.log.length - MOST_LINES;
    draft.log = draft.log.slice(-MOST_LINES);
  }
  return draft;
}

function apply(draft: Draft, event: TrainingEvent): void {
  switch (event.type) {
    case "run.status":
      if (typeof event.resumed_from !== "number") break;
      forgetAfter(draft, event.resumed_from);
      draft.batch = null;
      draft.resumed += 1;
      break;
    case "run.start":
      draft.start = event;
      break;
    case "run.batch":
      addBatch(draft, event);
      break;
    case "run.epoch":
      forgetAfter(draft, event.epoch);
      draft.epochs.set(event.epoch, event.metrics);
      break;
    case "run.log":
      draft.log.push(event);
      break;
    case "run.artifact":
      draft.written += 1;
      break;
  }
}

/** What comes after `epoch` is done once more, or was: the last time counts. */
function forgetAfter(draft: Draft, epoch: number): void {
  for (const later of [...draft.epochs.keys()].filter((one) => one > epoch)) {
    draft.epochs.delete(later);
  }
  if ((draft.points.at(-1)?.x ?? 0) > epoch) {
    draft.points = draft.points.filter((point) => point.x <= epoch);
  }
}

function addBatch(draft: Draft, event: BatchEvent): void {
  const batches = draft.start?.batches ?? 1;
  const x = place(event, draft.start);
  draft.batch = event;
  while ((draft.points.at(-1)?.x ?? -1) >= x) draft.points.pop();
  // By its own number, not by that of the event: the same batches are kept whenever it is asked.
  const number = (event.epoch - 1) * batches + event.batch;
  if (number % draft.stride !== 0) return;
  draft.points.push({ x, losses: event.losses, lr: event.lr });
  if (draft.points.length <= MOST_POINTS) return;
  draft.stride *= 2;
  draft.points = draft.points.filter((point) => Math.round(point.x * batches) % draft.stride === 0);
}

/** Where a batch stands among the epochs. Where memory runs out batches are halved: never past the epoch. */
function place({ epoch, batch }: BatchEvent, start: StartEvent | null): number {
  const x = epoch - 1 + Math.min(1, batch / (start?.batches ?? 1));
  return Math.round(x * 1e6) / 1e6;
}

/** The losses batch by batch; the newest batch is always the last point. */
export function batchLosses(view: RunView): Curve {
  return columns(view, (point) => point.losses);
}

/** The learning rates of the parameter groups batch by batch. */
export function batchRates(view: RunView): Curve {
  return columns(view, (point) => point.lr);
}

function columns(view: RunView, valuesOf: (point: BatchPoint) => Values): Curve {
  const points = withNewest(view);
  const names = new Set(points.flatMap((point) => Object.keys(valuesOf(point))));
  const series = [...names].map((name) => [
    name,
    points.map((point) => valuesOf(point)[name] ?? null),
  ]);
  return { x: points.map((point) => point.x), series: Object.fromEntries(series) };
}

function withNewest({ points, batch, start }: RunView): readonly BatchPoint[] {
  if (!batch) return points;
  const x = place(batch, start);
  if (x <= (points.at(-1)?.x ?? -1)) return points;
  return [...points, { x, losses: batch.losses, lr: batch.lr }];
}

/**
 * The rows of results.csv as one curve: those that were asked for (`metrics`, at once the whole
 * curve) and those that the events brought since, each epoch once and in order.
 */
export function epochCurve(
  metrics: { epoch: readonly number[]; series: Curve["series"] } | undefined,
  view: RunView,
): Curve {
  const rows = new Map<number, Values>();
  metrics?.epoch.forEach((epoch, at) => {
    const values = Object.entries(metrics.series).map(([name, all]) => [name, all[at] ?? null]);
    rows.set(epoch, Object.fromEntries(values));
  });
  for (const [epoch, values] of view.epochs) rows.set(epoch, values);
  const x = [...rows.keys()].sort((a, b) => a - b);
  const names = new Set([...rows.values()].flatMap((values) => Object.keys(values)));
  const series = [...names].map((name) => [
    name,
    x.map((epoch) => rows.get(epoch)?.[name] ?? null),
  ]);
  return { x, series: Object.fromEntries(series) };
}
