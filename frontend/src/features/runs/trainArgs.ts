/** The arguments of a training as they are typed, read and told. Pure. */
import { ProblemError } from "../../api/problem";
import type { TrainArgument } from "./queries";

/** Those that are looked at in every run. */
export const FIRST = ["epochs", "imgsz", "batch", "optimizer", "lr0"];

/** A value as it stands in a field: nothing for null. */
export function asText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** What stands in a field for null where that is a value of its own: "none", beside a default that is something. */
export const NOTHING = "null";

/** One of the choices of an argument, as it stands in its field. */
export function choiceText(value: unknown): string {
  return value === null ? NOTHING : asText(value);
}

export function sameValue(one: unknown, other: unknown): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}

export type Reading = { value: unknown } | { problem: string };

/** "int | list, optional" as its single types. */
export function typesOf(argument: Pick<TrainArgument, "type">): string[] {
  return (argument.type.split(",")[0] ?? "").split("|").map((type) => type.trim());
}

/** What was typed, as the value that is sent. Nothing typed is the default. */
export function readText(argument: TrainArgument, typed: string): Reading {
  const text = typed.trim();
  if (text === "") return { value: argument.default };
  if (text === NOTHING && argument.choices?.includes(null)) return { value: null };
  const types = typesOf(argument);
  for (const type of types) {
    const value = readAs(type, text);
    if (value === undefined) continue;
    const problem = outside(argument, value);
    return problem ? { problem } : { value };
  }
  return { problem: `Expected ${types.map(spoken).join(" or ")}.` };
}

function readAs(type: string, text: string): unknown {
  const number = Number(text);
  if (type === "int") return Number.isInteger(number) ? number : undefined;
  if (type === "float") return Number.isFinite(number) ? number : undefined;
  if (type === "bool") return { true: true, false: false }[text.toLowerCase()];
  if (type.startsWith("list") || type === "tuple") return readList(text);
  if (type === "str") return text;
  return undefined;
}

/** "[0, 1]" or "0, 1"; what are no numbers are words, as names of layers. */
function readList(text: string): unknown[] | undefined {
  const inner = /^\[(.*)\]$|^\((.*)\)$/.exec(text);
  const items = (inner ? (inner[1] ?? inner[2] ?? "") : text).split(",");
  if (!inner && items.length < 2) return undefined;
  return items
    .map((item) => item.trim().replace(/^["']|["']$/g, ""))
    .filter((item) => item !== "")
    .map((item) => (Number.isFinite(Number(item)) ? Number(item) : item));
}

function outside({ minimum, maximum }: TrainArgument, value: unknown): string | undefined {
  if (typeof value !== "number") return undefined;
  const low = minimum ?? Number.NEGATIVE_INFINITY;
  const high = maximum ?? Number.POSITIVE_INFINITY;
  if (value >= low && value <= high) return undefined;
  if (Number.isFinite(low) && Number.isFinite(high)) return `From ${low} to ${high}.`;
  return Number.isFinite(low) ? `At least ${low}.` : `At most ${high}.`;
}

function spoken(type: string): string {
  const words = { int: "a whole number", float: "a number", bool: "true or false", str: "a text" };
  return words[type as keyof typeof words] ?? "a list such as [0, 1]";
}

/** What an argument takes, in a line: "whole number from 1, in epochs; 100 unless set". */
export function describeArgument(argument: TrainArgument): string {
  const { minimum, maximum, choices, unit } = argument;
  const kinds = choices
    ? `one of ${choices.map((value) => (value === null ? "none" : asText(value))).join(", ")}`
    : typesOf(argument).map(spoken).join(" or ");
  const low = minimum ?? null;
  const high = maximum ?? null;
  const range =
    low !== null && high !== null
      ? ` from ${low} to ${high}`
      : low !== null
        ? ` from ${low}`
        : high !== null
          ? ` up to ${high}`
          : "";
  const standing = asText(argument.default) || "automatic";
  return `${kinds}${range}${unit ? `, in ${unit}` : ""}; ${standing} unless set`;
}

/** What was typed, by name. A name that is missing has its default. */
export type Typed = Readonly<Record<string, string>>;

export interface Configured {
  /** Only those that differ from the default: what is sent. */
  args: Record<string, unknown>;
  problems: Record<string, string>;
}

/** Reads all that was typed. */
export function configure(all: readonly TrainArgument[], typed: Typed): Configured {
  const args: Configured["args"] = {};
  const problems: Configured["problems"] = {};
  for (const argument of all) {
    const reading = readText(argument, typed[argument.name] ?? "");
    if ("problem" in reading) problems[argument.name] = reading.problem;
    else if (!sameValue(reading.value, argument.default)) args[argument.name] = reading.value;
  }
  return { args, problems };
}

/** Values as they stand in the form; what equals its default stands there faintly. */
export function typedOf(
  all: readonly TrainArgument[],
  args: Readonly<Record<string, unknown>>,
): Typed {
  const mayBeNothing = (name: string) =>
    all.some((argument) => argument.name === name && argument.choices?.includes(null));
  return Object.fromEntries(
    Object.entries(args)
      .map(([name, value]) => [name, (mayBeNothing(name) ? choiceText : asText)(value)] as const)
      .filter(([, text]) => text !== ""),
  );
}

/** The value that the run will have, for what is said about it. */
export function valueIn(
  all: readonly TrainArgument[],
  { args }: Configured,
  name: string,
): unknown {
  return name in args ? args[name] : all.find((argument) => argument.name === name)?.default;
}

/** Arguments by group, those of FIRST before all others. */
export function grouped(
  all: readonly TrainArgument[],
): { title: string; members: TrainArgument[] }[] {
  const first = FIRST.map((name) => all.find((argument) => argument.name === name));
  const rest = all.filter(({ name }) => !FIRST.includes(name));
  const titles = [...new Set(rest.map(({ group }) => group))];
  return [
    { title: "Main", members: first.filter((argument) => argument !== undefined) },
    ...titles.map((title) => ({ title, members: rest.filter(({ group }) => group === title) })),
  ].filter(({ members }) => members.length > 0);
}

const CHOICES = new Set(["architecture", "checkpoint", "scale", "dataset", "loggers"]);

export interface Refusal {
  /** By argument. */
  args: Record<string, string>;
  /** By choice: architecture, checkpoint, scale, dataset. */
  fields: Record<string, string>;
  /** The whole, without the places that are told at their fields. */
  rest: ProblemError;
}

/** A refusal taken apart, so that each part is shown at the field that is to blame. */
export function placed(problem: ProblemError): Refusal {
  const args: Refusal["args"] = {};
  const fields: Refusal["fields"] = {};
  const errors = problem.errors.filter(({ loc, message }) => {
    const [first = "", second] = loc.split(" › ").filter((part) => part !== "body");
    if (first === "args" && second) args[second] = message;
    else if (CHOICES.has(first)) fields[first] = message;
    else return true;
    return false;
  });
  const { title, detail, status } = problem;
  return { args, fields, rest: new ProblemError({ title, detail, status, errors }) };
}
