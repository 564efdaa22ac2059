import { expect, test } from "vitest";
import type { TrainingEvent, Values } from "./events";
import { batchLosses, batchRates, EMPTY_VIEW, epochCurve, fold, MOST_POINTS } from "./runView";

type Body = TrainingEvent extends infer E
  ? E extends TrainingEvent
    ? Omit<E, "seq" | "time" | "run">
    : never
  : never;

/** A run's file: each line gets its number. */
function lines(...bodies: Body[]): TrainingEvent[] {
  return bodies.map((body, at) => ({ ...body, seq: at + 1, time: at, run: "r" }) as TrainingEvent);
}

function start(batches: number): Body {
  const rest = { epochs: 3, images: 32, device: "cpu", parameters: 1000, losses: ["box_loss"] };
  return { type: "run.start", batches, ...rest };
}

function batch(epoch: number, number: number, loss: number | null = 1): Body {
  const rest = { losses: { box_loss: loss }, lr: { pg0: 0.01 }, eta: 10 };
  return { type: "run.batch", epoch, batch: number, ...rest };
}

function epoch(number: number, metrics: Values): Body {
  return { type: "run.epoch", epoch: number, epochs: 3, metrics, best: false, seconds: 1 };
}

function status(word: string, resumedFrom: number | null = null): Body {
  return { type: "run.status", status: word, resumed_from: resumedFrom };
}

const whole = lines(
  status("running"),
  start(2),
  batch(1, 1, 4),
  { type: "run.log", level: "info", message: "first" },
  batch(1, 2, 3),
  epoch(1, { map: 0.1 }),
  batch(2, 1, 2),
  batch(2, 2, null),
  epoch(2, { map: null }),
);

test("the view does not depend on how the events were cut into pieces", () => {
  const atOnce = fold(EMPTY_VIEW, whole);
  const oneByOne = whole.reduce((view, event) => fold(view, [event]), EMPTY_VIEW);
  expect(oneByOne).toEqual(atOnce);
  expect(batchLosses(atOnce)).toEqual({
    x: [0.5, 1, 1.5, 2],
    series: { box_loss: [4, 3, 2, null] },
  });
  expect(batchRates(atOnce).series).toEqual({ pg0: [0.01, 0.01, 0.01, 0.01] });
});

test("events that come again change nothing", () => {
  const view = fold(EMPTY_VIEW, whole);
  expect(fold(view, whole)).toBe(view);
  expect(fold(view, [...whole.slice(4), ...whole])).toBe(view);
});

test("a number that was not finite is a gap, not a zero", () => {
  const view = fold(EMPTY_VIEW, whole);
  expect(epochCurve(undefined, view)).toEqual({ x: [1, 2], series: { map: [0.1, null] } });
});

test("what a resumed run does once more counts as it was done last", () => {
  const view = fold(
    EMPTY_VIEW,
    lines(
      start(2),
      batch(1, 1),
      batch(1, 2),
      epoch(1, { map: 0.1 }),
      batch(2, 1, 9),
      batch(2, 2, 9),
      epoch(2, { map: 0.2 }),
      batch(3, 1, 9),
      status("interrupted"),
      status("running", 1),
      start(2),
      batch(2, 1, 5),
      batch(2, 2, 5),
      epoch(2, { map: 0.3 }),
    ),
  );
  expect(batchLosses(view)).toEqual({ x: [0.5, 1, 1.5, 2], series: { box_loss: [1, 1, 5, 5] } });
  expect(epochCurve(undefined, view)).toEqual({ x: [1, 2], series: { map: [0.1, 0.3] } });
  expect(view.resumed).toBe(1);
});

test("the asked curve and the events are one curve, with no gap and no repeat", () => {
  const view = fold(EMPTY_VIEW, lines(epoch(3, { map: 0.35 }), epoch(4, { map: 0.4 })));
  const asked = { epoch: [1, 2, 3], series: { map: [0.1, 0.2, 0.3] } };
  expect(epochCurve(asked, view)).toEqual({
    x: [1, 2, 3, 4],
    series: { map: [0.1, 0.2, 0.35, 0.4] },
  });
});

test("a long run is thinned evenly and still ends with its newest batch", () => {
  const batches = 1000;
  const bodies = Array.from({ length: 20_001 }, (_, at) =>
    batch(Math.floor(at / batches) + 1, (at % batches) + 1, at),
  );
  const view = fold(EMPTY_VIEW, lines(start(batches), ...bodies));
  const { x, series } = batchLosses(view);
  expect(x.length).toBeLessThanOrEqual(MOST_POINTS + 1);
  expect(x.length).toBeGreaterThan(MOST_POINTS / 2);
  expect(x.at(-1)).toBe(20.001);
  expect(series.box_loss?.at(-1)).toBe(20_000);
  const steps = new Set(x.slice(1, -1).map((value, at) => (value - (x[at] ?? 0)).toFixed(4)));
  expect(steps.size).toBe(1);
});
