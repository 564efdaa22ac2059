import { expect, test } from "vitest";
import type { Prediction } from "../queries";
import { asCsv, asJson, stem } from "./takeAway";

const FOUND = {
  name: '=a, "b".png',
  width: 200,
  height: 100,
  imgsz: 64,
  task: "detect",
  end2end: false,
  ms: 1,
  boxes: [],
  scores: [],
} as unknown as Prediction;
const BOX = { cls: 1, name: "red", conf: 0.5, x: 0.5, y: 0.5, w: 0.5, h: 0.5 } as const;

test("a line a box, corners in pixels, and names that stay names", () => {
  expect(asCsv(FOUND, [BOX]).split("\r\n")).toEqual([
    "picture,class,name,confidence,x1,y1,x2,y2",
    `"'=a, ""b"".png",1,red,0.50000,50.00,25.00,150.00,75.00`,
    "",
  ]);
});

test("what is shown is what the JSON holds", () => {
  expect(JSON.parse(asJson(FOUND, [BOX])).boxes).toEqual([BOX]);
});

test("files are named after the picture", () => {
  expect(stem("below/photo.1.jpg")).toBe("photo.1");
});
