import { describe, expect, it } from "vitest";
import { channelsOf, withChannels, withRule } from "./contracts";

describe("a contract", () => {
  it("carries only what its rule needs", () => {
    expect(withRule("base")).toEqual({ rule: "base" });
    expect(withRule("plain")).toEqual({ rule: "plain", c2: "same" });
  });

  it("says where the output channels of a plain module come from", () => {
    for (const [channels, value] of [
      ["same", 0],
      ["number", 64],
      ["argument", 2],
    ] as const) {
      expect(channelsOf(withChannels(channels, value))).toBe(channels);
    }
    expect(withChannels("number", 0)).toEqual({ rule: "plain", c2: 1 });
  });
});
