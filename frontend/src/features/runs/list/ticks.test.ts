import { expect, test } from "vitest";
import { NO_TICKS, ranged, toggled } from "./ticks";

const ORDER = ["a", "b", "c", "d", "e"];

test("a range is ticked from the last single tick, in the order that is shown", () => {
  const first = toggled(NO_TICKS, "d");
  expect([...ranged(first, "b", ORDER).ids].sort()).toEqual(["b", "c", "d"]);
  expect([...ranged(ranged(first, "b", ORDER), "e", ORDER).ids].sort()).toEqual([
    "b",
    "c",
    "d",
    "e",
  ]);
});

test("a range from one that was unticked unticks", () => {
  const all = ranged(toggled(NO_TICKS, "a"), "e", ORDER);
  const without = toggled(all, "b");
  expect([...ranged(without, "d", ORDER).ids].sort()).toEqual(["a", "e"]);
});

test("without a beginning in sight a range is a single tick", () => {
  expect([...ranged(NO_TICKS, "c", ORDER).ids]).toEqual(["c"]);
  expect([...ranged(toggled(NO_TICKS, "hidden"), "c", ORDER).ids].sort()).toEqual(["c", "hidden"]);
});
