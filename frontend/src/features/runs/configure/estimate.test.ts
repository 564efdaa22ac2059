import { expect, test } from "vitest";
import { epochSeconds, type Planned } from "./estimate";

const run = {
  architecture: "digits-compact",
  checkpoint: null,
  scale: "n",
  args: { imgsz: 96 },
  images: 400,
  device: "cpu",
  epoch_seconds: 20,
};
const planned: Planned = {
  architecture: "digits-compact",
  checkpoint: null,
  scale: "n",
  imgsz: 96,
  images: 800,
  device: "cpu",
};

test("an epoch takes as long as one of the newest run like it, by the number of images", () => {
  expect(epochSeconds([run, { ...run, epoch_seconds: 99 }], planned)).toBe(40);
});

test("nothing is said where no run was like it", () => {
  for (const other of [{ imgsz: 640 }, { scale: "s" }, { architecture: "yolo11" }, { device: "0" }])
    expect(epochSeconds([run], { ...planned, ...other })).toBeNull();
  expect(epochSeconds([{ ...run, epoch_seconds: null }], planned)).toBeNull();
});

test("a size that was not given is the default, and a GPU has several names", () => {
  const gpu = { ...run, args: {}, device: "cuda:0" };
  expect(epochSeconds([gpu], { ...planned, imgsz: 640, device: "0", images: 400 })).toBe(20);
});
