import { describe, expect, it } from "vitest";
import { withoutNulls, withRule } from "./contracts";

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
