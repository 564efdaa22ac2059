import { describe, expect, it } from "vitest";
import { callInWords, ruleInWords, withoutNulls, withRule } from "./contracts";

describe("a contract", () => {
  it("carries only what its rule needs", () => {
    expect(withRule("base")).toEqual({ rule: "base" });
    expect(withRule("plain")).toEqual({ rule: "plain", c2: "same" });
  });

  it("is written without what was not said", () => {
    expect(withoutNulls({ rule: "base", c2: null, task: null })).toEqual({ rule: "base" });
    expect(withoutNulls(null)).toBeNull();
  });
});

it("a rule says what a row calls", () => {
  const call = (rule: Parameters<typeof ruleInWords>[0], args: string[]) => {
    const words = ruleInWords(rule);
    return words && callInWords(words, "X", args);
  };
  expect(call("base", ["c2", "k"])).toBe("X(c1, scaled c2, k)");
  expect(call("repeat", ["c2", "e"])).toBe("X(c1, scaled c2, repeats, e)");
  expect(call("same", ["k"])).toBe("X(c1, k)");
  expect(call("join", ["c2"])).toBe("X([c1, …], scaled c2)");
  expect(call("plain", [])).toBe("X()");
  expect(call("head", ["nc"])).toBe("X(nc, …, [c1, …])");
});
