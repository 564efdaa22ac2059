/** The rules of a contract, in words. Pure. */
import type { Contract, Rule } from "./queries";

interface RuleInWords {
  rule: Rule;
  label: string;
  what: string;
  /** What a row `[-1, n, Name, [a, b]]` calls. */
  call: (name: string) => string;
}

export const RULES: readonly RuleInWords[] = [
  {
    rule: "base",
    label: "Scaled channels",
    what: "One input. The row's first argument is the output channels, scaled by width.",
    call: (name) => `${name}(c1, scaled a, b)`,
  },
  {
    rule: "repeat",
    label: "Scaled channels and repeats",
    what: "As scaled channels, and the block repeats its inside itself.",
    call: (name) => `${name}(c1, scaled a, repeats, b)`,
  },
  {
    rule: "same",
    label: "Same channels",
    what: "One input; as many channels come out as go in.",
    call: (name) => `${name}(c1, a, b)`,
  },
  {
    rule: "join",
    label: "Several inputs",
    what: "A list of inputs. The row's first argument is the output channels, scaled by width.",
    call: (name) => `${name}([c1, …], scaled a, b)`,
  },
  {
    rule: "plain",
    label: "Arguments as written",
    what: "No channels are put in; say below how many come out.",
    call: (name) => `${name}(a, b)`,
  },
  {
    rule: "head",
    label: "Head",
    what: "The last row: the list of its inputs' channels comes last.",
    call: (name) => `${name}(a, b, …, [c1, …])`,
  },
];

export const TASKS = ["detect", "segment", "semantic", "depth", "classify", "pose", "obb"] as const;

export function ruleInWords(rule: Rule): RuleInWords | undefined {
  return RULES.find((one) => one.rule === rule);
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
