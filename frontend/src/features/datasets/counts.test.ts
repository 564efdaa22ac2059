import { expect, test } from "vitest";
import { binLabels, classCounts, health, progressText, statisticsOf } from "./counts";
import type { DatasetDetail, SplitStatistics } from "./queries";

const part = (images: number, classes: number[], width: number): SplitStatistics => ({
  images,
  boxes: classes.reduce((sum, count) => sum + count, 0),
  backgrounds: 1,
  classes,
  box_sizes: classes,
  positions: classes,
  image_sizes: [
    { width, height: 480, count: images },
    { width: 64, height: 48, count: 1 },
  ],
  distinct_image_sizes: 2,
});

const dataset = { statistics: { train: part(5, [4, 1], 640), val: part(2, [1, 1], 640) } };

test("splits are counted together, or one alone", () => {
  const all = statisticsOf(dataset as unknown as DatasetDetail, undefined);
  expect(all).toMatchObject({ images: 7, boxes: 7, backgrounds: 2, classes: [5, 2] });
  expect(all.image_sizes).toEqual([
    { width: 640, height: 480, count: 7 },
    { width: 64, height: 48, count: 2 },
  ]);
  const val = statisticsOf(dataset as unknown as DatasetDetail, "val");
  expect(val).toMatchObject({ images: 2, classes: [1, 1] });
  expect(statisticsOf({} as DatasetDetail, undefined)).toMatchObject({ images: 0, classes: [] });
});

test("the most frequent class stands first, one without boxes is not left out", () => {
  const counts = classCounts(["cat", "dog", "owl"], [3, 9, 0]);
  expect(counts.map(({ name, boxes }) => `${name} ${boxes}`)).toEqual(["dog 9", "cat 3", "owl 0"]);
});

test("bins of box sizes are read as percentages", () => {
  expect(binLabels([0, 0.005, 0.01, 0.02, 1])).toEqual([
    "below 0.5 %",
    "0.5 – 1 %",
    "1 – 2 %",
    "2 – 100 %",
  ]);
});

test("health says what was done", () => {
  expect(health({ repairs: { repaired: 0, dropped: 0, noted: 0 } })).toEqual({
    tone: "ok",
    text: "Nothing to repair",
  });
  expect(health({ repairs: { repaired: 3, dropped: 2, noted: 0 } })).toEqual({
    tone: "warning",
    text: "2 dropped, 3 repaired",
  });
});

test("progress without a total is the step alone", () => {
  expect(progressText({ message: "Reading annotations", done: 0, total: 0 })).toBe(
    "Reading annotations",
  );
  expect(progressText({ message: "Checking pictures", done: 12, total: 364 })).toBe(
    "Checking pictures: 12 of 364",
  );
});
