import { expect, test } from "vitest";
import { ProblemError } from "../../api/problem";
import type { TrainArgument } from "./queries";
import {
  asText,
  configure,
  describeArgument,
  grouped,
  placed,
  readText,
  typedOf,
} from "./trainArgs";

function argument(name: string, type: string, rest: Partial<TrainArgument> = {}): TrainArgument {
  const base = { default: null, group: "Train settings", help: "" };
  const range = { minimum: null, maximum: null, choices: null, unit: null };
  return { name, type, ...base, ...range, tasks: null, used: true, ...rest };
}

test.each([
  ["int", "12", { value: 12 }],
  ["int", "1.5", { problem: "Expected a whole number." }],
  ["float", "1e-3", { value: 0.001 }],
  ["bool | str", "False", { value: false }],
  ["bool | str", "ram", { value: "ram" }],
  ["int | list", "[0, 1]", { value: [0, 1] }],
  ["int | list, optional", "22, 23.cv2", { value: [22, "23.cv2"] }],
  ["int | str | list", "0,1", { value: "0,1" }],
  ["float | tuple", "(0.5, 1.5)", { value: [0.5, 1.5] }],
  ["float, optional", "", { value: null }],
  ["int | float", "much", { problem: "Expected a whole number or a number." }],
])("%s: %s", (type, typed, reading) => {
  expect(readText(argument("x", type), typed)).toEqual(reading);
});

test("a number past its range is told the range", () => {
  const fraction = argument("mosaic", "float", { minimum: 0, maximum: 1 });
  expect(readText(fraction, "2")).toEqual({ problem: "From 0 to 1." });
  const epochs = argument("epochs", "int", { minimum: 1 });
  expect(readText(epochs, "0")).toEqual({ problem: "At least 1." });
});

test("only what differs from the default is sent", () => {
  const all = [
    argument("epochs", "int", { default: 100 }),
    argument("lr0", "float", { default: 0.01 }),
    argument("batch", "int | float", { default: 16 }),
  ];
  expect(configure(all, { epochs: "3", lr0: "0.010", batch: "many" })).toEqual({
    args: { epochs: 3 },
    problems: { batch: "Expected a whole number or a number." },
  });
});

test("a value and its text are the same", () => {
  for (const value of [12, 0.0005, true, "AdamW", [0, 1], null]) {
    const type = "int | float | bool | list | str";
    expect(readText(argument("x", type), asText(value))).toEqual({ value });
  }
});

test("nothing is a choice of its own beside a default that is something", () => {
  const augment = argument("auto_augment", "str", {
    default: "randaugment",
    choices: ["augmix", null],
  });
  const all = [augment, argument("classes", "int | list", {})];
  expect(configure(all, typedOf(all, { auto_augment: null, classes: null }))).toEqual({
    args: { auto_augment: null },
    problems: {},
  });
  expect(describeArgument(augment)).toBe("one of augmix, none; randaugment unless set");
});

test("what is looked at in every run comes first, and nowhere else", () => {
  const all = [argument("time", "float"), argument("lr0", "float"), argument("epochs", "int")];
  expect(
    grouped(all).map(({ title, members }) => [title, members.map(({ name }) => name)]),
  ).toEqual([
    ["Main", ["epochs", "lr0"]],
    ["Train settings", ["time"]],
  ]);
});

test("a refusal is taken to the fields that are to blame", () => {
  const problem = new ProblemError({
    title: "Cannot be read",
    status: 422,
    errors: [
      { loc: "args › epochs", message: "too few" },
      { loc: "body › dataset", message: "missing" },
      { loc: "body", message: "no place here" },
    ],
  });
  const { args, fields, rest } = placed(problem);
  expect(args).toEqual({ epochs: "too few" });
  expect(fields).toEqual({ dataset: "missing" });
  expect(rest).toMatchObject({ title: "Cannot be read", errors: [{ message: "no place here" }] });
});
