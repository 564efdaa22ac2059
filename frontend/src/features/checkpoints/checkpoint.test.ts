import { expect, test } from "vitest";
import { classNames, countClasses, nextToDescribe } from "./checkpoint";
import type { Checkpoint, Detection } from "./queries";

const box = (cls: number, conf: number): Detection => ({
  cls,
  name: `class ${cls}`,
  conf,
  x: 0.5,
  y: 0.5,
  w: 0.1,
  h: 0.1,
});
const BOXES = [box(1, 0.9), box(0, 0.6), box(1, 0.3), box(2, 0.05)];

test("classes keep their place in the list while the threshold moves", () => {
  const counts = (confidence: number) => countClasses(BOXES, confidence).map((one) => one.count);
  expect(counts(0)).toEqual([1, 2, 1]);
  expect(counts(0.5)).toEqual([1, 1, 0]);
});

test("class names stand in the order of their numbers", () => {
  expect(classNames({ "10": "k", "2": "c", "0": "a" })).toEqual(["a", "c", "k"]);
});

test("what failed to be looked into is passed over", () => {
  const unknown = { task: null, names: {} };
  const rows = [
    { id: "a", state: "ready", ...unknown },
    { id: "of a run", state: "new", task: "detect", names: { "0": "red" } },
    { id: "b", state: "new", ...unknown },
    { id: "c", state: "new", ...unknown },
  ] as unknown as Checkpoint[];
  expect(nextToDescribe(rows, new Set())).toBe("b");
  expect(nextToDescribe(rows, new Set(["b"]))).toBe("c");
  expect(nextToDescribe(rows, new Set(["b", "c"]))).toBeUndefined();
});
