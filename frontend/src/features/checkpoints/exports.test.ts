import { expect, test } from "vitest";
import { boxesText, optionsText, picturesText, precisionsOf } from "./exports";
import type { Export, FormatInfo } from "./queries";

const made = (changes: Partial<Export>) =>
  ({
    boxes: 12,
    boxes_missing: 0,
    box_difference: 0.123,
    confidence_difference: 0.0002,
    precision: 32,
    dynamic: false,
    nms: false,
    simplify: true,
    ...changes,
  }) as Export;

test("what differs is said with its unit", () => {
  expect(boxesText(made({}))).toBe("12 boxes: edges by at most 0.12 px, confidence 0.0002");
  expect(boxesText(made({ boxes: 1, boxes_missing: 1 }))).toContain("1 box, 1 on one side only");
  expect(boxesText(made({ boxes: 0, confidence_difference: 0 }))).toBe("no boxes to compare");
  expect(boxesText(made({ boxes: 0 }))).toBe("scores by at most 0.0002");
});

test("on what, and how", () => {
  expect([0, 1, 8].map(picturesText)).toEqual(["noise", "1 picture", "8 pictures"]);
  expect(optionsText(made({ precision: 16, nms: true }))).toBe("16 bits, boxes without overlap");
});

test("what keeps one from a precision is known beforehand", () => {
  const info = {
    precisions: [32, 8],
    lacking: { 16: "16 bits need a GPU." },
  } as unknown as FormatInfo;
  expect(precisionsOf(info, true)).toEqual([
    { bits: 32, lack: null },
    { bits: 16, lack: "16 bits need a GPU." },
    { bits: 8, lack: null },
  ]);
  expect(precisionsOf(info, false)[2]?.lack).toMatch(/^8 bits need pictures of the data set/);
});
