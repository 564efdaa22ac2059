import { describe, expect, it } from "vitest";
import { chosenByAuto, readSpace, spaceText, trialCount } from "./space";

describe("what is varied", () => {
  it("is read as values or as a range, and written back as it was", () => {
    expect(readSpace("0.001, 0.01,0.1")).toEqual({ values: [0.001, 0.01, 0.1] });
    expect(readSpace("SGD, AdamW")).toEqual({ values: ["SGD", "AdamW"] });
    expect(readSpace("true, false")).toEqual({ values: [true, false] });
    expect(readSpace("1e-4 to 1e-1 log")).toEqual({ minimum: 1e-4, maximum: 0.1, log: true });
    for (const text of ["0.001, 0.01", "0 to 1", "0.001 to 0.1 log"]) {
      const space = readSpace(text);
      expect(typeof space === "string" ? space : spaceText(space)).toBe(text);
    }
  });

  it("says what is wrong with it", () => {
    expect(readSpace("")).toMatch(/Write values/);
    expect(readSpace("1 to 0")).toMatch(/above the first/);
    expect(readSpace("0 to 1 log")).toMatch(/begins above 0/);
    expect(readSpace("a to b")).toMatch(/two numbers/);
  });

  it("is in vain where the automatic optimizer chooses it itself", () => {
    const vary = { momentum: { values: [0.8, 0.9] }, box: { values: [1, 2] } };
    expect(chosenByAuto(vary, undefined)).toEqual(["momentum"]);
    expect(chosenByAuto(vary, "auto")).toEqual(["momentum"]);
    expect(chosenByAuto(vary, "SGD")).toEqual([]);
    expect(chosenByAuto({ ...vary, optimizer: { values: ["SGD", "Adam"] } }, "auto")).toEqual([]);
  });

  it("counts the runs of a grid", () => {
    const vary = { lr0: { values: [1, 2, 3] }, box: { values: [1, 2] } };
    expect(trialCount("grid", vary, 10)).toBe(6);
    expect(trialCount("random", vary, 10)).toBe(10);
    expect(trialCount("grid", {}, 10)).toBeNull();
  });
});
