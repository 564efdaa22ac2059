import { expect, test } from "vitest";
import type { Run } from "../runs/queries";
import { bestByDataset } from "./best";

function run(id: string, dataset: string, value: number | null): Run {
  const metric = "metrics/mAP50-95(B)";
  return { id, dataset, best: { [metric]: value }, curve: { metric } } as unknown as Run;
}

test("each data set shows the run that did best on it", () => {
  const runs = [
    run("a", "digits", 0.5),
    run("b", "cells", 0.3),
    run("c", "digits", 0.7),
    run("d", "digits", null),
    { ...run("e", "plates", null), best: {} },
  ];
  expect(bestByDataset(runs).map(({ id }) => id)).toEqual(["b", "c"]);
});
