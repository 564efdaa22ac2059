import { expect, test } from "vitest";
import { shareText, type Totals, totalsText } from "./transfer";

const totals = (params_loaded: number, params: number): Totals => ({
  rows: 4,
  rows_loaded: 3,
  tensors: 448,
  tensors_loaded: 410,
  tensors_resized: 2,
  params,
  params_loaded,
});

test("the totals are a sentence's part", () => {
  expect(totalsText(totals(96, 100))).toBe("412 of 448 tensors, 96.0 % of the parameters");
});

test("what is not quite all is not called all, nor a little nothing", () => {
  expect(shareText(totals(99_999, 100_000))).toBe("99.9 %");
  expect(shareText(totals(1, 100_000))).toBe("0.1 %");
  expect(shareText(totals(5, 5))).toBe("100 %");
  expect(shareText(totals(0, 5))).toBe("0 %");
});
