import { expect, test } from "vitest";
import type { Card } from "./cards";
import { findingsOf, nextFinding, warningsOf } from "./findings";
import type { Inspection, Row } from "./queries";

const card = (index: number, id: string, errors: string[] = []) =>
  ({ index, id, errors }) as unknown as Card;

const fix = { label: "Delete row 1", operations: [{ op: "delete", id: "n1" }] };
const INSPECTION = {
  lint: [
    { rule: "no-effect", severity: "hint", row: 1, loc: [], message: "It changes nothing.", fix },
    {
      rule: "no-scales",
      severity: "warning",
      row: null,
      loc: [],
      message: "No scales.",
      fix: null,
    },
  ],
} as unknown as Inspection;

test("a fix names the rows as the canvas does, whatever was inserted before them", () => {
  const cards = [card(0, "n0"), card(1, "n7"), card(2, "n1", ["It cannot be built."])];
  const found = findingsOf(cards, INSPECTION);
  expect(found.map(({ index, severity }) => [index, severity])).toEqual([
    [null, "warning"],
    [1, "hint"],
    [2, "error"],
  ]);
  expect(found[1]?.id).toBe("n7");
  expect(found[1]?.fix).toEqual({
    label: "Delete row 1",
    operations: [{ op: "delete", id: "n7" }],
  });
});

test("warnings belong to the rows that they are about, and hints are none", () => {
  const rows = [0, 1].map((index) => ({ index, id: `n${index + 5}` })) as Row[];
  const lint = [0, 1, 1].map((row, at) => ({ severity: "warning", row, message: `${at}.` }));
  const inspection = { lint: [...lint, ...(INSPECTION.lint ?? [])] } as unknown as Inspection;
  expect([...warningsOf(rows, inspection)]).toEqual([
    ["n5", ["0."]],
    ["n6", ["1.", "2."]],
  ]);
  expect(warningsOf(rows, undefined).size).toBe(0);
});

test("the next finding comes round again", () => {
  const found = findingsOf([card(1, "b"), card(2, "c", ["No."])], INSPECTION);
  expect(nextFinding(found, null, 1)).toBe("b");
  expect(nextFinding(found, 1, 1)).toBe("c");
  expect(nextFinding(found, 2, 1)).toBe("b");
  expect(nextFinding(found, 1, -1)).toBe("c");
});
