import { expect, test } from "vitest";
import type { Run } from "../queries";
import {
  argumentColumn,
  choices,
  clicked,
  FIXED,
  isFound,
  metricColumn,
  NEWEST_FIRST,
  readOrder,
  sorted,
  textOf,
  writeOrder,
} from "./columns";

function run(id: string, more: Partial<Run> = {}): Run {
  const plain = { id, dataset: "digits", architecture: "yolo11", best: {}, args: {}, created: id };
  return { ...plain, ...more } as Run;
}

const ids = (runs: readonly Run[]) => runs.map(({ id }) => id);

test("what has no value comes last, whichever way it is sorted", () => {
  const column = metricColumn("metrics/mAP50(B)");
  const runs = [
    run("a", { best: { "metrics/mAP50(B)": 0.2 } }),
    run("b", { best: { "metrics/mAP50(B)": null } }),
    run("c", { best: { "metrics/mAP50(B)": 0.7 } }),
  ];
  expect(ids(sorted(runs, column, true, 0))).toEqual(["c", "a", "b"]);
  expect(ids(sorted(runs, column, false, 0))).toEqual(["a", "c", "b"]);
});

test("an argument that was not given has its default", () => {
  const column = argumentColumn("lr0", 0.01);
  const runs = [run("a", { args: { lr0: 0.1 } }), run("b"), run("c", { args: { lr0: 0.001 } })];
  expect(ids(sorted(runs, column, false, 0))).toEqual(["c", "b", "a"]);
  expect(textOf(column, column.value(run("b"), 0))).toBe("0.01");
  expect(textOf(column, null)).toBe("–");
});

test("figures are first sorted from the highest down, words from A", () => {
  expect(clicked(NEWEST_FIRST, FIXED.epochs)).toEqual({ id: "epochs", down: true });
  expect(clicked(NEWEST_FIRST, FIXED.dataset)).toEqual({ id: "dataset", down: false });
  expect(clicked({ id: "epochs", down: true }, FIXED.epochs).down).toBe(false);
  for (const text of ["-created", "args.lr0", "-metrics/mAP50(B)"]) {
    expect(writeOrder(readOrder(text))).toBe(text);
  }
});

test("a run is found by words from anywhere, and by tag", () => {
  const found = run("20260101T000000Z-00000a", {
    tags: ["night"],
    status: "failed",
    note: "too hot",
  });
  for (const query of ["", "yolo11 digits", "tag:night", "failed hot", "00000a"]) {
    expect(isFound(found, query), query).toBe(true);
  }
  expect(isFound(found, "tag:hot")).toBe(false);
});

test("what can be chosen is what the runs know", () => {
  const found = choices([
    run("a", { best: { "val/box_loss": 1, "metrics/recall(B)": 0, "metrics/mAP50(B)": 0 } }),
    run("b", { args: { lr0: 1, batch: 2 } }),
  ]);
  expect(found.metrics).toEqual(["metrics/mAP50(B)", "metrics/recall(B)", "val/box_loss"]);
  expect(found.args).toEqual(["args.batch", "args.lr0"]);
});
