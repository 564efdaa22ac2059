/** A row that names a module, made from what is known of its arguments. Pure. */
import type { Argument, ModuleSummary } from "./queries";

const CHANNELS = "128";

/** What people would write first: output channels where the rule has them, and what is required. */
export function exampleRow({ name, contract, args }: ModuleSummary): string {
  const rule = contract?.rule;
  const scaled = rule === "base" || rule === "repeat" || rule === "join";
  const from = rule === "join" ? "[-1, 6]" : rule === "head" ? "[15, 18, 21]" : "-1";
  const written: string[] = [];
  for (const [index, argument] of args.entries()) {
    if (scaled && index === 0) written.push(CHANNELS);
    else if (argument.required || rule === "head") written.push(example(argument));
    else break;
  }
  return `[${from}, 1, ${name}, [${written.join(", ")}]]`;
}

function example({ name, type, default: value }: Argument): string {
  if (name === "nc") return "nc";
  if (value !== null && value !== undefined) return value;
  if (/^(c\d?|ch|.*(channels|features|dim|planes))$/.test(name)) return CHANNELS;
  if (type?.includes("bool")) return "True";
  if (type?.includes("str")) return '""';
  return /kernel/.test(name) ? "3" : "1";
}
