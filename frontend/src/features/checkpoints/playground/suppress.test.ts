import { expect, test } from "vitest";
import type { Detection } from "../queries";
import { overlap, shown, type Thresholds } from "./suppress";

const box = (cls: number, conf: number, x: number, outline?: number[][]): Detection => ({
  cls,
  name: `class ${cls}`,
  conf,
  x,
  y: 0.5,
  w: 0.2,
  h: 0.2,
  outline: outline ?? null,
  keypoints: null,
});
const found = (boxes: Detection[], task = "detect", end2end = false) => ({
  task,
  end2end,
  width: 100,
  height: 100,
  boxes,
});
const at = (changes: Partial<Thresholds>): Thresholds => ({
  confidence: 0.1,
  iou: 0.5,
  agnostic: false,
  hidden: new Set(),
  ...changes,
});

test("of two boxes of a class that overlap, the surer one stays", () => {
  const [sure, less] = [box(0, 0.9, 0.5), box(0, 0.8, 0.52)];
  expect(overlap(sure, less)).toBeCloseTo(0.18 / 0.22);
  expect(shown(found([sure, less]), at({}))).toEqual([sure]);
  expect(shown(found([sure, less]), at({ iou: 0.9 }))).toEqual([sure, less]);
});

test("boxes of two classes leave each other alone, unless they are told not to", () => {
  const [one, other] = [box(0, 0.9, 0.5), box(1, 0.8, 0.5)];
  expect(shown(found([one, other]), at({}))).toEqual([one, other]);
  expect(shown(found([one, other]), at({ agnostic: true }))).toEqual([one]);
  expect(shown(found([one, other]), at({ agnostic: true, hidden: new Set([0]) }))).toEqual([other]);
});

test("a box that was taken away takes no other away, but among rotated ones it does", () => {
  const chain = [box(0, 0.9, 0.5), box(0, 0.8, 0.55), box(0, 0.7, 0.6)];
  expect(shown(found(chain), at({}))).toEqual([chain[0], chain[2]]);
  const turned = chain.map(({ conf, x }) =>
    box(0, conf, x, [
      [x - 0.1, 0.4],
      [x + 0.1, 0.4],
      [x + 0.1, 0.6],
      [x - 0.1, 0.6],
    ]),
  );
  expect(shown(found(turned, "obb"), at({ iou: 0.5 }))).toEqual([turned[0]]);
});

test("boxes that reach beyond the picture are compared whole, and cut when they are shown", () => {
  const [sure, less] = [box(0, 0.9, 0.02), box(0, 0.8, -0.08)];
  const kept = shown(found([sure, less]), at({ iou: 0.5 }));
  expect(kept).toHaveLength(2);
  expect(kept[0]?.x).toBeCloseTo(0.06);
  expect(kept[0]?.w).toBeCloseTo(0.12);
});

test("a model that leaves no overlapping boxes is left alone", () => {
  const same = [box(0, 0.9, 0.5), box(0, 0.8, 0.5)];
  expect(shown(found(same, "detect", true), at({}))).toEqual(same);
});

test("a likeness as Ultralytics has it", () => {
  // batch_probiou of (50, 50, 40, 20, 0.3) and (55, 52, 40, 20, 0.5)
  const corners = (x: number, y: number, r: number): number[][] =>
    [
      [20, 10],
      [20, -10],
      [-20, -10],
      [-20, 10],
    ].map(([a = 0, b = 0]) => [
      (x + a * Math.cos(r) - b * Math.sin(r)) / 100,
      (y + a * Math.sin(r) + b * Math.cos(r)) / 100,
    ]);
  const two = [box(0, 0.9, 0, corners(50, 50, 0.3)), box(0, 0.8, 0, corners(55, 52, 0.5))];
  expect(shown(found(two, "obb"), at({ iou: LIKENESS - 0.001 }))).toHaveLength(1);
  expect(shown(found(two, "obb"), at({ iou: LIKENESS + 0.001 }))).toHaveLength(2);
});

const LIKENESS = 0.8059;
