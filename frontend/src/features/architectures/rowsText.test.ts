import { expect, it } from "vitest";
import { asArchitecture, rowsText } from "./rowsText";
import { graphOf } from "./testing";

const TEXT = `- [-1, 1, Conv, [64, 3, 2]] # 0-P1/2
  - [-1, 1, Conv, [128, 3, 2]]
  - [ [-1, 0], 1, Concat, [1]]  # both
  -
`;
const GRAPH = graphOf(
  4,
  [-1, "Conv", [64, 3, 2]],
  [-1, "Conv", [128, 3, 2]],
  [[-1, 0], "Concat", [1]],
  [1, "nn.Upsample", [null, 2, "nearest"]],
);

it("writes rows so that they mean the same among themselves", () => {
  expect(rowsText(GRAPH, new Set(["n0", "n2"]), TEXT)).toBe(
    "  - [-1, 1, Conv, [64, 3, 2]] # 0-P1/2\n  - [[-2, -1], 1, Concat, [1]]  # both\n",
  );
  // Not written on one line in the usual way: written anew.
  expect(rowsText(GRAPH, new Set(["n1", "n3"]), TEXT)).toBe(
    '  - [-1, 1, Conv, [128, 3, 2]]\n  - [-1, 1, nn.Upsample, [null, 2, "nearest"]]\n',
  );
});

it("knows a clipboard that holds rows", () => {
  expect(asArchitecture("      - [-1, 1, Conv, [64]]\n      - [-1, 1, Conv, [64]]\n")).toBe(
    "nc: 1\nbackbone:\n  - [-1, 1, Conv, [64]]\n  - [-1, 1, Conv, [64]]\nhead: []\n",
  );
  expect(asArchitecture("some words")).toBeNull();
  expect(asArchitecture("")).toBeNull();
});
