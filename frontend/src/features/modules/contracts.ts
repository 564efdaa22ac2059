/** The rules of a contract, in words. Pure. */
import type { Contract, Rule } from "./queries";

interface RuleInWords {
  rule: Rule;
  label: string;
  what: string;
  /** What a row that writes these arguments gives to the constructor. */
  given: (args: readonly string[]) => readonly string[];
}

const scaled = ([first, ...rest]: readonly string[]) => [`scaled ${first ?? "c2"}`, ...rest];

export const RULES: readonly RuleInWords[] = [
  {
    rule: "base",
    label: "Scaled channels",
    what: "One input. The row's first argument is the output channels, scaled by width.",
    given: (args) => ["c1", ...scaled(args)],
  },
  {
    rule: "repeat",
    label: "Scaled channels and repeats",
    what: "As scaled channels, and the block repeats its inside itself.",
    given: (args) => ["c1", ...scaled(args).slice(0, 1), "repeats", ...args.slice(1)],
  },
  {
    rule: "same",
    label: "Same channels",
    what: "One input; as many channels come out as go in.",
    given: (args) => ["c1", ...args],
  },
  {
    rule: "join",
    label: "Several inputs",
    what: "A list of inputs. The row's first argument is the output channels, scaled by width.",
    given: (args) => ["[c1, …]", ...scaled(args)],
  },
  {
    rule: "plain",
    label: "Arguments as written",
    what: "No channels are put in; say below how many come out.",
    given: (args) => args,
  },
  {
    rule: "head",
    label: "Head",
    what: "The last row: the list of its inputs' channels comes last.",
    given: (args) => [...args, "…", "[c1, …]"],
  },
];

export const TASKS = ["detect", "segment", "semantic", "depth", "classify", "pose", "obb"] as const;

export function ruleInWords(rule: Rule): RuleInWords | undefined {
  return RULES.find((one) => one.rule === rule);
}

/** What a row calls: "SPPF(c1, scaled c2, k)". */
export function callInWords({ given }: RuleInWords, name: string, args: readonly string[]): string {
  return `${name}(${given(args).join(", ")})`;
}

/** A contract of another rule, with what that rule needs. */
export function withRule(rule: Rule): Contract {
  return rule === "plain" ? { rule, c2: "same" } : { rule };
}

/** The contract as it is written: the server says null for what was not said. */
export function withoutNulls(contract: Contract | null): Contract | null {
  if (!contract) return null;
  const said = Object.entries(contract).filter(([, value]) => value !== null);
  return Object.fromEntries(said) as unknown as Contract;
}
