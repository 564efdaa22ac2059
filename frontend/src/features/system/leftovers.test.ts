import { expect, test } from "vitest";
import { KINDS, present, sum, usual } from "./leftovers";
import type { Leftover } from "./queries";

const FOUND: Leftover[] = [
  { kind: "scratch", count: 2, bytes: 10, used: null },
  { kind: "logs", count: 0, bytes: 0, used: null },
  { kind: "last", count: 3, bytes: 1000, used: null },
  { kind: "resumable", count: 0, bytes: 0, used: "1 of the runs train or wait" },
];

test("no weights are ticked unless somebody ticks them", () => {
  expect(usual(FOUND)).toEqual(["scratch"]);
  for (const kind of ["resumable", "last", "snapshots"] as const) {
    expect(KINDS[kind].usual).toBe(false);
  }
});

test("what is there stands in order of size, and what is used with its reason", () => {
  expect(present(FOUND).map(({ kind }) => kind)).toEqual(["last", "scratch", "resumable"]);
  expect(sum(FOUND, new Set(["scratch", "last"]))).toEqual({ bytes: 1010, count: 5 });
});
