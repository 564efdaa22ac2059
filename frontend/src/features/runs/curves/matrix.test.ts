import { expect, test } from "vitest";
import type { Confusion } from "../watchQueries";
import { cellWords, meanLine, namesOf, shares } from "./matrix";

const confusion: Confusion = {
  matrix: [
    [3, 1, 2],
    [0, 0, 0],
    [1, 0, 0],
  ],
  unit: "objects",
  background: true,
  confidence: 0.25,
  iou: 0.45,
  classes: [],
  accuracy: 0,
  mcc: 0,
};

test("shares are of the true class, and of nothing there is none", () => {
  expect(shares(confusion.matrix)).toEqual([
    [0.75, 1, 1],
    [0, 0, 0],
    [0.25, 0, 0],
  ]);
  expect(shares([[0]])).toEqual([[null]]);
});

test("each cell can be read aloud", () => {
  const names = namesOf(confusion, ["cat", "dog"]);
  expect(names).toEqual(["cat", "dog", "background"]);
  const said = (row: number, column: number) => cellWords(confusion, names, row, column);
  expect(said(0, 0)).toBe("3 objects of cat were recognised.");
  expect(said(0, 1)).toBe("1 object of dog was taken for cat.");
  expect(said(0, 2)).toBe("2 times cat was found where there is none.");
  expect(said(2, 0)).toBe("1 object of cat was missed.");
});

test("the mean of lines is taken point by point", () => {
  expect(
    meanLine([
      [0, 1],
      [1, 1],
    ]),
  ).toEqual([0.5, 1]);
  expect(meanLine([])).toEqual([]);
});
