import { expect, test } from "vitest";
import type { TrainingEvent, Values } from "./events";
import { EMPTY_VIEW, fold, MOST_LINES, type RunView, viewOf } from "./runView";
import { MOST_ROWS, refined, type Table, thinned } from "./table";

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

/** As the server answers, when it has seen the run up to an event. */
function served(view: RunView) {
  const table = ({ x, series }: Table) => ({
    x: [...x],
    series: Object.fromEntries(Object.entries(series).map(([name, all]) => [name, [...all]])),
    rows: x.length,
  });
  return {
    seq: view.seq,
    status: "running" as const,
    start: view.start as Record<string, unknown> | null,
    batch: view.batch as Record<string, unknown> | null,
    resumed: view.resumed,
    batches: table(view.batches),
    machine: table(view.machine),
    epochs: table(view.epochs),
  };
}

test("the view does not depend on how the events were cut into pieces", () => {
  const atOnce = fold(EMPTY_VIEW, whole);
  const oneByOne = whole.reduce((view, event) => fold(view, [event]), EMPTY_VIEW);
  expect(oneByOne).toEqual(atOnce);
  expect(atOnce.batches).toEqual({
    x: [0.5, 1, 1.5, 2],
    series: { "loss/box_loss": [4, 3, 2, null], "lr/pg0": [0.01, 0.01, 0.01, 0.01] },
  });
  expect(atOnce.epochs).toEqual({ x: [1, 2], series: { map: [0.1, null] } });
});

test("events that come again change nothing", () => {
  const view = fold(EMPTY_VIEW, whole);
  expect(fold(view, whole)).toBe(view);
  expect(fold(view, [...whole.slice(4), ...whole])).toBe(view);
});

/** A run that is stopped, goes on from an earlier epoch, learns new columns and talks; by a seed. */
function story(seed: number): TrainingEvent[] {
  let state = seed;
  const below = (limit: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state % limit;
  };
  const bodies: Body[] = [status("running"), start(3)];
  for (let done = 0, times = 0; times < 12; times++) {
    for (let number = 1; number <= 3; number++) {
      const machine = below(2) ? { cpu: below(100) } : null;
      bodies.push({ ...batch(done + 1, number, below(50)), speed: below(9), machine } as Body);
      if (below(4) === 0) bodies.push({ type: "run.log", level: "info", message: `${times}` });
    }
    done += 1;
    bodies.push(epoch(done, below(3) ? { map: below(100) } : { map: below(100), f1: 1 }));
    if (below(3) > 0) continue;
    done = below(done + 1);
    bodies.push(status("queued", done), start(3));
  }
  return lines(...bodies);
}

test("the series up to an event and the events after it are one curve, wherever it is cut", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const events = story(seed);
    const all = fold(EMPTY_VIEW, events);
    for (let cut = 0; cut <= events.length; cut += 3) {
      const before = viewOf(served(fold(EMPTY_VIEW, events.slice(0, cut))));
      // The stream may well begin earlier than it was asked to, and say some things twice.
      const after = fold(before, events.slice(Math.max(0, cut - 4)));
      const { log: _, logFrom: __, written: ___, ...shown } = after;
      expect(all).toMatchObject(shown);
      expect(all.log.slice(-after.log.length || all.log.length)).toEqual(after.log);
    }
  }
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
  expect(view.batches.x).toEqual([0.5, 1, 1.5, 2]);
  expect(view.batches.series["loss/box_loss"]).toEqual([1, 1, 5, 5]);
  expect(view.epochs).toEqual({ x: [1, 2], series: { map: [0.1, 0.3] } });
  expect(view.resumed).toBe(1);
});

test("the batches of an epoch stay whose weights were kept and whose end is told late", () => {
  const view = fold(
    EMPTY_VIEW,
    lines(
      start(2),
      batch(1, 1),
      batch(1, 2),
      epoch(1, { map: 0.1 }),
      batch(2, 1, 9),
      batch(2, 2, 9),
      status("interrupted"),
      status("running", 1),
      start(2),
      epoch(2, { map: 0.2 }),
      batch(3, 1, 5),
    ),
  );
  expect(view.batches.x).toEqual([0.5, 1, 1.5, 2, 2.5]);
  expect(view.epochs.x).toEqual([1, 2]);
});

test("a view that is left open takes half a million events and stays small", {
  timeout: 60_000,
}, () => {
  const batches = 1000;
  let view = fold(EMPTY_VIEW, lines(start(batches)));
  let seq = 1;
  for (let round = 0; round < 500; round++) {
    const events = Array.from({ length: 1000 }, (_, at): TrainingEvent => {
      seq += 1;
      const number = seq - 1;
      const body =
        at % 10 === 0
          ? { type: "run.log", level: "info", message: `line ${number}` }
          : {
              ...batch(Math.floor(number / batches) + 1, (number % batches) + 1, number % 977),
              machine: { cpu: number % 100, memory: number },
            };
      return { ...body, seq, time: 0, run: "r" } as TrainingEvent;
    });
    view = fold(view, events);
  }
  expect(view.seq).toBe(500_001);
  expect(view.batches.x.length).toBeLessThanOrEqual(MOST_ROWS);
  expect(view.machine.x.length).toBeLessThanOrEqual(MOST_ROWS);
  expect(view.log.length).toBeLessThanOrEqual(MOST_LINES);
  expect(view.log[0]?.seq).toBe(view.logFrom + 1);
  expect(JSON.stringify(view).length).toBeLessThan(2_000_000);
  const losses = view.batches.series["loss/box_loss"]?.filter((loss) => loss !== null) ?? [];
  expect([Math.min(...losses), Math.max(...losses)]).toEqual([0, 976]);
  expect(view.batches.x.at(-1)).toBeCloseTo(500.001, 9);
});

test("thinning keeps the ends and each column's extremes, and makes nothing up", () => {
  const x = Array.from({ length: 10_000 }, (_, at) => at);
  const wave = x.map((at) => (at % 7 === 0 ? null : Math.sin(at / 50) + (at === 4321 ? 99 : 0)));
  const falling = x.map((at) => -at);
  const { x: kept, series } = thinned({ x, series: { wave, falling } }, 500);
  expect(kept.length).toBeLessThanOrEqual(502);
  expect([kept[0], kept.at(-1)]).toEqual([0, 9999]);
  expect(series.wave?.[kept.indexOf(4321)]).toBe(wave[4321]);
  for (const [at, row] of kept.entries()) expect(series.wave?.[at]).toBe(wave[row]);
});

test("a stretch in detail takes the place of the coarse rows, and later rows stay", () => {
  const coarse = { x: [0, 2, 4, 6, 8], series: { a: [0, 2, 4, 6, 8], b: [1, 1, 1, 1, 1] } };
  const fine = { x: [2, 3, 4, 5], series: { a: [2, 3, 4, 5] } };
  expect(refined(coarse, fine)).toEqual({
    x: [0, 2, 3, 4, 5, 6, 8],
    series: { a: [0, 2, 3, 4, 5, 6, 8], b: [1, null, null, null, null, 1, 1] },
  });
  expect(refined(coarse, undefined)).toBe(coarse);
  const known = { x: [...coarse.x], series: { ...coarse.series } };
  expect(refined(coarse, known)).toBe(coarse); // nothing to draw anew
});
