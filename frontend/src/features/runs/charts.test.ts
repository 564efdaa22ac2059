import { expect, test } from "vitest";
import { chartsOf } from "./charts";
import { EMPTY_TABLE, type Table } from "./table";

const NOTHING = { batches: EMPTY_TABLE, machine: EMPTY_TABLE, epochs: EMPTY_TABLE };

function told(charts: ReturnType<typeof chartsOf>) {
  return charts.map(({ label, lines }) => [label, lines.map(({ name }) => name)]);
}

function epochsOf(...columns: string[]): Table {
  return { x: [1], series: Object.fromEntries(columns.map((column) => [column, [1]])) };
}

test("each loss of the training stands beside that of the validation", () => {
  const epochs = epochsOf(
    "train/box_loss",
    "train/l1_loss",
    "metrics/precision(B)",
    "metrics/F1(B)",
    "metrics/mAP50-95(B)",
    "metrics/mAP50(B)",
    "val/box_loss",
    "lr/pg0",
  );
  expect(told(chartsOf({ ...NOTHING, epochs }))).toEqual([
    ["Mean average precision", ["mAP50", "mAP50-95"]],
    ["Precision, recall and F1", ["precision", "F1"]],
    ["Box loss", ["training", "validation"]],
    ["L1 loss", ["training"]],
  ]);
});

test("a classifier has its accuracy, and no empty charts", () => {
  const epochs = epochsOf("train/loss", "metrics/accuracy_top1", "metrics/accuracy_top5");
  expect(told(chartsOf({ ...NOTHING, epochs }))).toEqual([
    ["Accuracy", ["accuracy_top1", "accuracy_top5"]],
    ["Loss", ["training"]],
  ]);
});

test("parameter groups with the same learning rate are one line", () => {
  const series = { "lr/pg0": [1, 2], "lr/pg1": [1, 2], "lr/pg2": [3, 2], speed: [9, 9] };
  const charts = chartsOf({ ...NOTHING, batches: { x: [0.5, 1], series } });
  expect(told(charts)).toEqual([
    ["Learning rate", ["pg0, pg1", "pg2"]],
    ["Images a second", ["images/s"]],
  ]);
});

test("before the first batch there is nothing to draw", () => {
  expect(chartsOf(NOTHING)).toEqual([]);
});
