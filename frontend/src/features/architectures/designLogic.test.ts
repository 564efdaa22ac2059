import { describe, expect, it } from "vitest";
import type { ModuleSummary } from "../modules/queries";
import { nextFinding } from "./findings";
import { modelKeys, withFactor } from "./modelKeys";
import { lineAt, partAt, rowAt } from "./nearest";
import { bestEntry, moduleGroups, withRecent } from "./paletteGroups";
import { channelsAt, startArgs, startFrom } from "./starts";
import { graphOf, inspectedOf } from "./testing";

function summary(name: string, rule: string, args: string[] = [], custom = false): ModuleSummary {
  return {
    name,
    custom,
    category: custom ? "Custom" : "Block",
    description: "",
    contract: { rule } as ModuleSummary["contract"],
    args: args.map((arg) => ({ name: arg, type: "int", default: null, required: true })),
    state: null,
  };
}

describe("a new row begins", () => {
  it("with the channels of the row that it follows", () => {
    const graph = graphOf(
      3,
      [-1, "Conv", [64, 3, 2]],
      [-1, "SPPF", [96]],
      [[-1, 0], "Concat", [1]],
    );
    const rule = (name: string) => (name === "Concat" ? "join" : "base");
    expect(channelsAt(graph.nodes, 2, rule)).toBe(96);
    expect(channelsAt(graph.nodes, 0, rule)).toBe(64);
    expect(channelsAt([], -1, rule)).toBe(64);
  });

  it("with arguments that build", () => {
    expect(startArgs(summary("Conv", "base", ["c2"]), 128)).toEqual([128, 3, 1]);
    expect(startArgs(summary("Mine", "base", ["c2", "k"], true), 128)).toEqual([128, 3]);
    expect(startArgs(summary("Concat", "join"), 128)).toEqual([1]);
  });

  it("reading the row before, as a head the deepest levels in ascending stride", () => {
    const shapes = [...inspectedOf(320, 160, 80, 80, 40, 20).values()];
    expect(startFrom("head", 6, shapes)).toEqual([3, 4, 5]);
    expect(startFrom("join", 6, shapes)).toEqual([-1]);
    expect(startFrom("base", 6, shapes)).toBe(-1);
  });
});

describe("what lies under the pointer", () => {
  const line = (id: string, ...points: number[][]) => ({
    id,
    points: points.map(([x = 0, y = 0]) => ({ x, y })),
  });

  it("is the nearest connection within reach", () => {
    const lines = [line("a", [0, 0], [0, 100]), line("b", [50, 0], [50, 50], [90, 50])];
    expect(lineAt(lines, { x: 5, y: 40 }, 10)?.id).toBe("a");
    expect(lineAt(lines, { x: 70, y: 55 }, 10)?.id).toBe("b");
    expect(lineAt(lines, { x: 25, y: 80 }, 10)).toBeNull();
  });

  it("is the nearest row, before or behind", () => {
    const rows = [
      { id: "a", x: 0, y: 0 },
      { id: "b", x: 0, y: 116 },
    ];
    expect(rowAt(rows, { x: 300, y: 120 })).toEqual({ id: "b", behind: false });
    expect(rowAt(rows, { x: 20, y: 80 })).toEqual({ id: "a", behind: true });
    expect(partAt(0, 247, 3)).toBe(2);
    expect(partAt(0, -9, 3)).toBe(0);
  });
});

it("goes to the next finding and round", () => {
  const finding = (index: number | null) => ({
    severity: "warning" as const,
    message: "",
    id: index === null ? null : `n${index}`,
    index,
    fix: null,
  });
  const findings = [null, 2, 2, 5].map(finding);
  expect(nextFinding(findings, null, 1)).toBe("n2");
  expect(nextFinding(findings, 2, 1)).toBe("n5");
  expect(nextFinding(findings, 5, 1)).toBe("n2");
  expect(nextFinding(findings, 2, -1)).toBe("n5");
  expect(nextFinding([finding(null)], 2, 1)).toBeNull();
});

it("groups the palette and finds the best match", () => {
  const catalog = [
    summary("C3k2", "repeat"),
    summary("C3", "repeat"),
    summary("Mine", "base", [], true),
  ];
  expect(moduleGroups(catalog, ["C3", "gone"], "").map((group) => group.title)).toEqual([
    "Recent",
    "Yours",
    "Block",
  ]);
  expect(bestEntry(moduleGroups(catalog, [], "c3"), "c3")?.name).toBe("C3");
  expect(bestEntry(moduleGroups(catalog, [], "k2"), "k2")?.name).toBe("C3k2");
  expect(withRecent(["a", "b"], "b")).toEqual(["b", "a"]);
});

it("reads the keys beside the rows where they are written in the usual way", () => {
  const text =
    'nc: 80 # classes\nactivation: "nn.ReLU()"\nscales: # factors\n  # note\n  n: [0.50, 0.25, 1024] # small\nbackbone:\n';
  expect(modelKeys(text)).toEqual({
    nc: 80,
    activation: "nn.ReLU()",
    scales: { n: [0.5, 0.25, 1024] },
  });
  expect(modelKeys("scales: {n: [1, 1, 1]}\n").scales).toBeNull();
  expect(withFactor({ n: [1, 2, 3] }, "n", 1, 0.5)).toEqual({ n: [1, 0.5, 3] });
});
