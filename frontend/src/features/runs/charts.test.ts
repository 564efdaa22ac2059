import { expect, test } from "vitest";
import { chartsOf } from "./charts";

const NOTHING = { x: [], series: {} };

function told(charts: ReturnType<typeof chartsOf>) {
  return charts.map(({ label, series }) => [label, series.map(({ name }) => name)]);
}

test("each loss of the training stands beside that of the validation", () => {
  const one = [1];
  const epochs = {
    x: [1],
    series: {
      "train/box_loss": one,
      "train/l1_loss": one,
      "metrics/precision(B)": one,
      "metrics/mAP50-95(B)": one,
      "metrics/mAP50(B)": one,
      "val/box_loss": one,
      "lr/pg0": one,
    },
  };
  expect(told(chartsOf(NOTHING, NOTHING, epochs))).toEqual([
    ["Mean average precision", ["mAP50", "mAP50-95"]],
    ["Precision and recall", ["precision"]],
    ["Box loss", ["training", "validation"]],
    ["L1 loss", ["training"]],
  ]);
});

test("parameter groups with the same learning rate are one line", () => {
  const rates = { x: [0.5, 1], series: { pg0: [1, 2], pg1: [1, 2], pg2: [3, 2] } };
  expect(told(chartsOf(NOTHING, rates, NOTHING))).toEqual([["Learning rate", ["pg0, pg1", "pg2"]]]);
});

test("before the first batch there is nothing to draw", () => {
  expect(chartsOf(NOTHING, NOTHING, NOTHING)).toEqual([]);
});
