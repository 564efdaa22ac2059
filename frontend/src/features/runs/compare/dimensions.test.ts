import { expect, test } from "vitest";
import { argumentColumn, metricColumn } from "../list/columns";
import type { Run } from "../queries";
import { argumentNames, bestOf, differences } from "./compared";
import { dimensionOf, outside, placeOn, textAt } from "./dimensions";

function run(id: string, args: object, best: object = {}): Run {
  return { id, args, best, dataset: "digits", curve: { metric: null } } as unknown as Run;
}

const RUNS = [
  run("a", { lr0: 0.0001, optimizer: "SGD" }, { "metrics/mAP50(B)": 0.3, "val/box_loss": 1 }),
  run("b", { lr0: 0.1, optimizer: "AdamW" }, { "metrics/mAP50(B)": 0.9, "val/box_loss": 2 }),
  run("c", { optimizer: "AdamW" }, { "metrics/mAP50(B)": null }),
];
const DEFAULTS = new Map<string, unknown>([
  ["lr0", 0.01],
  ["optimizer", "auto"],
  ["epochs", 100],
]);

test("numbers far apart stand on a logarithmic axis, words on one of their own", () => {
  const rate = dimensionOf(argumentColumn("lr0", 0.01), RUNS);
  expect(rate.scale.log).toBe(true);
  const places = RUNS.map((one) => placeOn(rate, rate.column.value(one, 0)));
  expect(places[0]).toBeLessThan(places[2] ?? 0);
  expect(places[2]).toBeLessThan(places[1] ?? 0);
  const optimizer = dimensionOf(argumentColumn("optimizer"), RUNS);
  expect(optimizer.words).toEqual(["AdamW", "SGD"]);
  expect(placeOn(optimizer, "SGD")).toBe(0.75);
  expect([0, 0.75, 1].map((place) => textAt(optimizer, place))).toEqual(["AdamW", "SGD", "SGD"]);
  expect(textAt(rate, placeOn(rate, 0.01) ?? 0)).toBe("0.01");
});

test("a brush leaves out what lies beside it, and what has no value", () => {
  const score = dimensionOf(metricColumn("metrics/mAP50(B)"), RUNS);
  expect(outside(RUNS, [score], {})).toEqual(new Set());
  expect(outside(RUNS, [score], { [score.column.id]: [0.5, 1] })).toEqual(new Set(["a", "c"]));
});

test("an argument differs where a default is another's value", () => {
  expect(argumentNames(RUNS, DEFAULTS, true)).toEqual(["lr0", "optimizer"]);
  expect(argumentNames(RUNS.slice(1), DEFAULTS, true)).toEqual(["lr0"]);
  expect(argumentNames(RUNS, DEFAULTS, false)).toContain("epochs");
});

test("the best of a loss is the lowest", () => {
  expect(bestOf(RUNS, "metrics/mAP50(B)")).toBe(0.9);
  expect(bestOf(RUNS, "val/box_loss")).toBe(1);
  expect(bestOf(RUNS, "val/none")).toBeNull();
});

test("two runs are told apart by what is asked of them", () => {
  const [a, , c] = RUNS;
  if (!a || !c) throw new Error("no runs");
  expect(differences(a, c, DEFAULTS, false)).toEqual([
    { name: "lr0", before: "0.0001", after: "0.01" },
    { name: "optimizer", before: "SGD", after: "AdamW" },
  ]);
  expect(differences(a, c, DEFAULTS, true).map(({ name }) => name)).toContain("epochs");
});
