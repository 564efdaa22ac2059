import { expect, test } from "vitest";
import { frozenUpTo, readFreeze, toggled, trainedShare, writeFreeze } from "./freeze";

test.each([
  ["", null],
  ["10", 10],
  ["[0, 2, 5]", [5, 2, 0]],
  ["[0, 22.cv2]", [0, "22.cv2"]],
  ["3", [0, 1, 2]],
])("%s is written for what %j means", (text, value) => {
  expect(writeFreeze(readFreeze(value, 24))).toBe(text);
});

test("a click freezes up to a row, and a second one lets it go", () => {
  const none = readFreeze(null, 24);
  const once = frozenUpTo(none, 9);
  expect(writeFreeze(once)).toBe("10");
  expect(writeFreeze(frozenUpTo(once, 9))).toBe("9");
  expect(writeFreeze(frozenUpTo(once, 3))).toBe("4");
  expect(writeFreeze(frozenUpTo(readFreeze(1, 24), 0))).toBe("");
});

test("single rows are added and taken away", () => {
  expect(writeFreeze(toggled(readFreeze(2, 24), 5))).toBe("[0, 1, 5]");
  expect(writeFreeze(toggled(readFreeze([0, 1, 5], 24), 5))).toBe("2");
});

test("what still trains is counted, where it is known", () => {
  expect(trainedShare([100, 20, 3], readFreeze(1, 3))).toEqual({ trained: 23, all: 123 });
  expect(trainedShare([100, null], readFreeze(1, 2))).toBeNull();
});
