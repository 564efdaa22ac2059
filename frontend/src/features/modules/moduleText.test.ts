import { describe, expect, it } from "vitest";
import { sameContract, textOf } from "./moduleText";
import type { Module } from "./queries";

const SAVED: Module = {
  name: "Gate",
  custom: true,
  category: "Attention",
  description: "Weighs channels.",
  contract: { rule: "same", c2: null, task: null },
  args: [],
  source: "class Gate: ...",
  used_by: [],
  runs: [],
  presets: [],
  help: "Weighs\n    channels.\n\nArgs:\n    c1: Channels.",
};

describe("the text of a saved module", () => {
  it("goes on following the docstring where its description is the docstring's", () => {
    expect(textOf(SAVED)).toEqual({
      source: "class Gate: ...",
      description: "",
      category: "Attention",
      contract: { rule: "same" },
    });
    expect(textOf({ ...SAVED, description: "My gate." }).description).toBe("My gate.");
  });
});

it("contracts are compared by what they say", () => {
  expect(sameContract({ rule: "base" }, { rule: "base", c2: null, task: null })).toBe(true);
  expect(sameContract({ rule: "plain", c2: 8 }, { rule: "plain", c2: 16 })).toBe(false);
  expect(sameContract(null, { rule: "base" })).toBe(false);
});
