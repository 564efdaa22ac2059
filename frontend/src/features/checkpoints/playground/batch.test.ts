import { expect, test } from "vitest";
import type { Batch, FrameResult } from "../queries";
import { clock, foundText, progressText } from "./batch";

const batch = (changes: Partial<Batch>): Batch => ({
  id: "b-000000000000",
  checkpoint: "c",
  source: "video.mp4",
  kind: "video",
  status: "running",
  created: "2026-01-01T00:00:00Z",
  conf: 0.25,
  iou: 0.7,
  imgsz: null,
  done: 120,
  total: 400,
  failed: 0,
  left: 12,
  video: false,
  error: null,
  ...changes,
});

test("how far a batch is", () => {
  expect(progressText(batch({}))).toBe("120 of 400 frames, 12 s left");
  expect(progressText(batch({ kind: "folder", status: "done", failed: 2, left: null }))).toBe(
    "120 pictures, 2 cannot be read",
  );
  expect(progressText(batch({ status: "stopped", left: null }))).toBe("120 frames, stopped");
  expect(progressText(batch({ status: "failed", error: "No pictures." }))).toBe("No pictures.");
});

test("what was found in a frame", () => {
  const boxes = ["red", "blue", "red"].map((name) => ({ name }));
  expect(foundText({ boxes } as FrameResult)).toBe("red 2, blue 1");
  expect(foundText({ boxes: [] } as unknown as FrameResult)).toBe("nothing");
});

test("a time into the video", () => {
  expect(clock(63.25)).toBe("1:03.25");
  expect(clock(0)).toBe("0:00.00");
});
