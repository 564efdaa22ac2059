/** Arguments of a row by name and type, and their values as one types them. Pure. */
import type { Argument } from "../modules/queries";
import { formatArg } from "./cards";

export type Kind = "bool" | "choice" | "whole" | "number" | "text" | "list" | "raw";

export interface Field {
  position: number;
  name: string;
  kind: Kind;
  /** As it is typed; empty where the row does not give it. */
  text: string;
  given: boolean;
  required: boolean;
  /** What holds where it is not given. */
  fallback: string;
  choices: readonly string[];
  help: string | null;
}

/** Values that a module knows, where its signature does not say so. */
const CHOICES: Record<string, readonly string[]> = {
  "nn.Upsample mode": ["nearest", "bilinear", "bicubic", "area", "nearest-exact"],
};

/** One field for each argument that the module takes or the row gives. */
export function fieldsOf(
  module: string,
  known: readonly Argument[],
  args: readonly unknown[],
): Field[] {
  const count = Math.max(known.length, args.length);
  return Array.from({ length: count }, (_, position): Field => {
    const arg = known[position];
    const value = args[position];
    const given = position < args.length;
    const choices = CHOICES[`${module} ${arg?.name}`] ?? [];
    const kind = arg ? kindOf(arg, choices) : "raw";
    return {
      position,
      name: arg?.name ?? `argument ${position + 1}`,
      kind: !given || fits(kind, value, choices) ? kind : "raw",
      text: given ? formatArg(value) : "",
      given,
      required: arg?.required ?? false,
      fallback: arg?.default ?? "",
      choices,
      help: arg?.help ?? null,
    };
  });
}

function kindOf({ type, default: fallback }: Argument, choices: readonly string[]): Kind {
  if (choices.length > 0) return "choice";
  const said = type ?? "";
  if (/^bool\b/.test(said) || fallback === "True" || fallback === "False") return "bool";
  if (said === "int") return "whole";
  if (said === "float") return "number";
  if (/^str\b/.test(said) || /^['"]/.test(fallback ?? "")) return "text";
  if (/^(list|tuple)\b/.test(said) || /^[[(]/.test(fallback ?? "")) return "list";
  return "raw";
}

function fits(kind: Kind, value: unknown, choices: readonly string[]): boolean {
  if (kind === "bool") return typeof value === "boolean";
  if (kind === "choice") return typeof value === "string" && choices.includes(value);
  if (kind === "whole") return Number.isInteger(value);
  if (kind === "number") return typeof value === "number";
  if (kind === "text") return typeof value === "string";
  if (kind === "list") return Array.isArray(value);
  return true;
}

/** A typed value, or why it is none. */
export function readValue(kind: Kind, text: string): { value: unknown } | { problem: string } {
  if (kind === "text" || kind === "choice") return { value: text };
  const value = literal(text);
  if (kind === "whole" && !Number.isInteger(value) && value !== "nc") {
    return { problem: "A whole number, such as 64" };
  }
  if (kind === "number" && typeof value !== "number") {
    return { problem: "A number, such as 0.25" };
  }
  if (kind === "list" && !Array.isArray(value)) {
    return { problem: "A list, such as [5, 9, 13]" };
  }
  return { value };
}

/** The row's arguments with one changed; null takes it and all behind it back to what holds else. */
export function withArgument(
  fields: readonly Field[],
  args: readonly unknown[],
  position: number,
  value: unknown,
): unknown[] {
  const before = fields.slice(0, position).map((field, at) => {
    return at < args.length ? args[at] : literal(field.fallback || "None");
  });
  return [...before, value, ...args.slice(position + 1)];
}

/** Without this argument and those behind it: an earlier one cannot be left out alone. */
export function withoutArgument(args: readonly unknown[], position: number): unknown[] {
  return args.slice(0, position);
}

/** A value as YAML and Python write it; what is neither is a text. */
export function literal(text: string): unknown {
  const trimmed = text.trim();
  if (/^(None|null|~|)$/.test(trimmed)) return null;
  if (/^(True|true)$/.test(trimmed)) return true;
  if (/^(False|false)$/.test(trimmed)) return false;
  if (/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(trimmed)) return Number(trimmed);
  const quoted = /^(['"])(.*)\1$/s.exec(trimmed);
  if (quoted) return quoted[2];
  const listed = /^[[(](.*)[\])]$/s.exec(trimmed);
  if (listed) return itemsOf(listed[1] ?? "").map(literal);
  return trimmed;
}

/** What commas separate that stand in no bracket and no quote. */
function itemsOf(text: string): string[] {
  const items: string[] = [];
  let item = "";
  let depth = 0;
  let quote = "";
  for (const sign of text) {
    if (quote) quote = sign === quote ? "" : quote;
    else if (sign === "'" || sign === '"') quote = sign;
    else if ("[(".includes(sign)) depth++;
    else if ("])".includes(sign)) depth--;
    if (sign === "," && depth === 0 && !quote) {
      items.push(item);
      item = "";
    } else item += sign;
  }
  return item.trim() === "" ? items : [...items, item];
}
