import { expect, test } from "vitest";
import { csvText } from "../../../ui/save";
import type { Run } from "../queries";
import { argumentNames, differences } from "./compared";
import { type Columns, curveRows, namesOf, pointsOf, smoothed, thinned, valueNear } from "./curves";
import { padded, placeIn, scaleOver, ticksOf, valueAt } from "./scale";
import { styleOf } from "./style";

const COLUMNS = {
  epoch: [1, 2, 3, 4],
  series: {
    time: [60, 120, 60, 120],
    "val/box_loss": [4, 3, null, 1],
    "metrics/mAP50(B)": [0, 0, 0, 1],
  },
};

test("a resumed run goes on in time where it had stopped", () => {
  expect(pointsOf(COLUMNS, "val/box_loss", "time").x).toEqual([1, 2, 3, 4]);
  expect(pointsOf(COLUMNS, "val/box_loss", "epoch").x).toEqual([1, 2, 3, 4]);
  expect(pointsOf(COLUMNS, "other", "epoch").x).toEqual([]);
});

test("a value is that of the last epoch done", () => {
  const points = pointsOf(COLUMNS, "val/box_loss", "epoch");
  expect([0.5, 1, 1.9, 2, 9].map((at) => valueNear(points, at))).toEqual([null, 4, 4, 3, 1]);
});

test("smoothing keeps a flat line and the holes", () => {
  const flat = smoothed({ x: [1, 2, 3], y: [5, null, 5] }, 0.9);
  expect(flat.y[0]).toBeCloseTo(5);
  expect(flat.y[1]).toBeNull();
  expect(flat.y[2]).toBeCloseTo(5);
});

test("thinning keeps the ends and the extremes", () => {
  const x = Array.from({ length: 10_000 }, (_, at) => at);
  const y = x.map((at) => (at === 4321 ? 100 : at === 5678 ? -100 : Math.sin(at)));
  const few = thinned({ x, y }, 200);
  expect(few.x.length).toBeLessThanOrEqual(200);
  expect([few.x[0], few.x.at(-1)]).toEqual([0, 9999]);
  expect(few.y).toContain(100);
  expect(few.y).toContain(-100);
});

test("a scale finds its way back, linear and logarithmic", () => {
  for (const log of [false, true]) {
    const scale = padded(scaleOver([0.001, 3, 20], log));
    for (const value of [0.001, 0.5, 20]) {
      expect(valueAt(scale, placeIn(scale, value) ?? Number.NaN)).toBeCloseTo(value, 9);
    }
    const ticks = ticksOf(scale, 5);
    expect(ticks.length).toBeGreaterThan(1);
    expect(ticks.every((tick) => tick >= scale.low && tick <= scale.high)).toBe(true);
  }
  expect(placeIn(scaleOver([1, 2], true), 0)).toBeNull();
  expect(scaleOver([3, 3])).toEqual({ low: 2.5, high: 3.5, log: false });
});

test("forty runs have forty styles", () => {
  const styles = Array.from({ length: 40 }, (_, at) => JSON.stringify(styleOf(at)));
  expect(new Set(styles).size).toBe(40);
});

test("the measures stand before the losses, and time is no curve", () => {
  expect(namesOf([COLUMNS, undefined])).toEqual(["metrics/mAP50(B)", "val/box_loss"]);
});

test("a table keeps its commas and quotes as CSV", () => {
  expect(csvText([["a,b", 'say "x"', null, 0.1]])).toBe('"a,b","say ""x""",,0.1\r\n');
});

test("a run that was extended differs by its real number of epochs", () => {
  const run = (more: Partial<Run>) => ({ args: { epochs: 2 }, ...more }) as Run;
  const runs = [run({ epochs: 2 }), run({ epochs: 5, extended: true })] as const;
  const defaults = new Map([["epochs", 100]]);
  expect(argumentNames(runs, defaults, true)).toEqual(["epochs"]);
  expect(differences(...runs, defaults, false)).toEqual([
    { name: "epochs", before: "2", after: "5, extended from 2" },
  ]);
  const plain = run({ args: {}, epochs: 110, extended: true });
  expect(differences(run({}), plain, defaults, false)[0]?.after).toBe("110, extended from 100");
});

test("a saved curve has all runs, also one that lacks the first measure", () => {
  const other = { epoch: [1, 2], series: { time: [30, 60], "metrics/mAP50(M)": [0.5, null] } };
  const columns = new Map<string, Columns>([
    ["a", COLUMNS],
    ["b", other],
  ]);
  const names = ["metrics/mAP50(B)", "metrics/mAP50(M)"];
  expect(curveRows(columns, ["a", "b", "still loading"], names, "time").slice(3)).toEqual([
    ["a", 3, 0, null],
    ["a", 4, 1, null],
    ["b", 0.5, null, 0.5],
    ["b", 1, null, null],
  ]);
});
