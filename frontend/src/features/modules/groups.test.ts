import { describe, expect, it } from "vitest";
import { groupsOf, OWN } from "./groups";
import type { ModuleSummary } from "./queries";

function summary(name: string, category: string, custom = false): ModuleSummary {
  const state = custom ? "checked" : null;
  return { name, custom, category, description: "", contract: { rule: "base" }, args: [], state };
}

const MODULES = [
  summary("SPPF", "pooling"),
  summary("Conv", "convolution"),
  summary("Zoom", "", true),
  summary("DWConv", "convolution"),
  summary("EdgeGate", "attention", true),
];

describe("the list of modules", () => {
  it("has one's own first, then the built-ins by category", () => {
    const groups = groupsOf(MODULES, [], "");
    expect(groups.map(({ title, entries }) => [title, entries.map(({ name }) => name)])).toEqual([
      [OWN, ["EdgeGate", "Zoom"]],
      ["convolution", ["Conv", "DWConv"]],
      ["pooling", ["SPPF"]],
    ]);
  });

  it("shows what is not saved: changes, and modules that never were saved", () => {
    const [own] = groupsOf(MODULES, ["Zoom", "Fresh"], "");
    expect(own?.entries).toEqual([
      { name: "EdgeGate", state: "checked", draft: false },
      { name: "Fresh", state: null, draft: true },
      { name: "Zoom", state: "checked", draft: true },
    ]);
  });

  it("is searched by name, category and state", () => {
    const found = (query: string) =>
      groupsOf(MODULES, ["Fresh", "Zoom"], query)
        .flatMap(({ entries }) => entries)
        .map(({ name }) => name);
    expect(found("conv")).toEqual(["Conv", "DWConv"]);
    expect(found("checked")).toEqual(["EdgeGate"]);
    expect(found("unsaved")).toEqual(["Fresh", "Zoom"]);
  });
});
