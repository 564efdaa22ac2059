import { describe, expect, it } from "vitest";
import type { Argument } from "../modules/queries";
import { fieldsOf, literal, readValue, withArgument, withoutArgument } from "./arguments";

const arg = (name: string, type: string | null, fallback: string | null = null): Argument => ({
  name,
  type,
  default: fallback,
  required: fallback === null,
});
const SPPF = [arg("c2", "int"), arg("k", "int", "5"), arg("shortcut", "bool", "False")];

describe("the fields of a row's arguments", () => {
  it("have the module's names and kinds, given or not", () => {
    const fields = fieldsOf("SPPF", SPPF, [1024, 5]);
    expect(fields.map(({ name, kind, text, given }) => [name, kind, text, given])).toEqual([
      ["c2", "whole", "1024", true],
      ["k", "whole", "5", true],
      ["shortcut", "bool", "", false],
    ]);
  });

  it("show what does not fit its kind, or has no name, as it is written", () => {
    const fields = fieldsOf("SPPF", SPPF, ["nc", 5, 1, "more"]);
    expect(fields.map(({ name, kind, text }) => [name, kind, text])).toEqual([
      ["c2", "raw", "nc"],
      ["k", "whole", "5"],
      ["shortcut", "raw", "1"],
      ["argument 4", "raw", "more"],
    ]);
  });

  it("write out what stands before a changed one, and drop what stands behind", () => {
    const fields = fieldsOf("SPPF", SPPF, [1024]);
    expect(withArgument(fields, [1024], 2, true)).toEqual([1024, 5, true]);
    expect(withArgument(fields, [1024, 7, true], 1, 9)).toEqual([1024, 9, true]);
    expect(withoutArgument([1024, 7, true], 1)).toEqual([1024]);
  });
});

describe("a typed value", () => {
  it("is read as Python and YAML write it", () => {
    expect(
      ["None", "True", "1e-3", "-2", "nearest", '"a, b"', "[5, [9, 'x,y'], None]"].map(literal),
    ).toEqual([null, true, 0.001, -2, "nearest", "a, b", [5, [9, "x,y"], null]]);
  });

  it("is refused where it is of another kind", () => {
    expect(readValue("whole", "1.5")).toEqual({ problem: "A whole number, such as 64" });
    expect(readValue("whole", "nc")).toEqual({ value: "nc" });
    expect(readValue("list", "3")).toEqual({ problem: "A list, such as [5, 9, 13]" });
    expect(readValue("text", "3")).toEqual({ value: "3" });
  });
});
