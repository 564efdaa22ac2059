import { describe, expect, it } from "vitest";
import { freeName, nameProblem } from "./names";

describe("the name of a new module", () => {
  it("is that of a Python class", () => {
    expect(nameProblem("EdgeGate", ["Conv"])).toBeNull();
    for (const name of ["", "3x", "a-b", "a b", "nn.Conv2d", "ä", "a".repeat(65)]) {
      expect(nameProblem(name, []), name).toContain("Python class");
    }
    expect(nameProblem("class", [])).toContain("word of Python");
  });

  it("is not taken, in any case of letters", () => {
    expect(nameProblem("conv", ["Conv"])).toBe("There is Conv already");
  });
});

it("a free name is found by counting", () => {
  expect(freeName("Gate", ["Conv"])).toBe("Gate");
  expect(freeName("Gate", ["gate", "Gate2"])).toBe("Gate3");
});
