import { expect, test } from "vitest";
import { arranged, moved, PLAIN, readArrangement, shifted, toggled } from "./arrangement";
import { smoothed } from "./smooth";

test("smoothing begins at the first value and passes over gaps", () => {
  expect(smoothed([5, 5, null, 5], 0.9).map((v) => v && Number(v.toFixed(9)))).toEqual([
    5,
    5,
    null,
    5,
  ]);
  expect(smoothed([1, 2], 0)).toEqual([1, 2]);
  // 0.5·1 / 0.5, then (0.5·0.5 + 0.5·3) / 0.75
  expect(smoothed([1, 3], 0.5)).toEqual([1, 1.75 / 0.75]);
});

const charts = ["a", "b", "c"].map((id) => ({ id }));
const ids = (by = PLAIN) => arranged(charts, by).map(({ id }) => id);

test("charts stand as the user put them, and new ones come last", () => {
  expect(ids()).toEqual(["a", "b", "c"]);
  const by = moved(PLAIN, ids(), "c", "a");
  expect(ids(by)).toEqual(["c", "a", "b"]);
  expect(ids(shifted(by, ids(by), "c", 1))).toEqual(["a", "c", "b"]);
  expect(shifted(by, ids(by), "c", -1)).toBe(by);
  expect(ids({ ...PLAIN, order: ["b"] })).toEqual(["b", "a", "c"]);
  expect(ids({ ...PLAIN, hidden: toggled([], "b") })).toEqual(["a", "c"]);
});

test("what was kept and cannot be read is the plain arrangement", () => {
  expect(readArrangement(null)).toEqual(PLAIN);
  expect(readArrangement("{")).toEqual(PLAIN);
  expect(readArrangement('{"order": 3, "smoothing": 7, "sizes": {"a": "vast"}}')).toEqual(PLAIN);
  const kept = { ...PLAIN, order: ["b"], smoothing: 0.5, sizes: { a: "wide" as const } };
  expect(readArrangement(JSON.stringify(kept))).toEqual(kept);
});
