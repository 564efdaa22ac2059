import { expect, test } from "vitest";
import { gridOf, inSight, pagesOf } from "./grid";

test("a grid has as many columns as fit and is as high as its rows", () => {
  const grid = gridOf(1000, 100_000);
  expect(grid.columns).toBe(6);
  expect(grid.cell * 6 + 8 * 5).toBeCloseTo(1000);
  expect(grid.height).toBeCloseTo(Math.ceil(100_000 / 6) * grid.stepY);
});

test("wherever one scrolls, little is drawn and all that is seen is", () => {
  const grid = gridOf(1000, 100_000);
  for (const top of [0, 12_345, 1_000_000, grid.height - 600]) {
    const [first, last] = inSight(grid, top, 600);
    expect(last - first).toBeLessThan(80);
    expect(Math.floor(first / 6) * grid.stepY).toBeLessThanOrEqual(top);
    expect(Math.min(Math.ceil(last / 6) * grid.stepY, grid.height)).toBeGreaterThanOrEqual(
      Math.min(top + 600, grid.height),
    );
  }
});

test("nothing is drawn before the width is known, nor of an empty set", () => {
  expect(inSight(gridOf(0, 10), 0, 600)).toEqual([0, 0]);
  expect(inSight(gridOf(1000, 0), 0, 600)).toEqual([0, 0]);
});

test("pages are those that the cells lie on", () => {
  expect(pagesOf(0, 60, 60)).toEqual([0]);
  expect(pagesOf(59, 61, 60)).toEqual([0, 1]);
  expect(pagesOf(5, 5, 60)).toEqual([]);
});
