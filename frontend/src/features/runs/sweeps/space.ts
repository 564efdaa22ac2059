import type { SweepRequest } from "./queries";

export type Vary = NonNullable<SweepRequest["vary"]>;
export type Space = Vary[string];

/** One line of the form: an argument, and its values or its range as written. */
export interface Line {
  id: number;
  name: string;
  text: string;
}

/**
 * Reads what is written for an argument: `0.001, 0.01` are values, `0.001 to 0.1` is a range,
 * `0.001 to 0.1 log` one over the orders of magnitude. A string says what is wrong.
 */
export function readSpace(text: string): Space | string {
  const range = /^\s*(\S+)\s+to\s+(\S+)(\s+log)?\s*$/i.exec(text);
  if (range) {
    const [minimum, maximum, log] = [Number(range[1]), Number(range[2]), Boolean(range[3])];
    if (Number.isNaN(minimum) || Number.isNaN(maximum)) return "A range is between two numbers.";
    if (maximum <= minimum) return "The second number has to be above the first.";
    if (log && minimum <= 0) return "A logarithmic range begins above 0.";
    return { minimum, maximum, log };
  }
  const values = text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean)
    .map(readValue);
  return values.length > 0
    ? { values }
    : "Write values, as 0.001, 0.01, or a range, as 0.001 to 0.1.";
}

function readValue(text: string): unknown {
  if (/^true$/i.test(text)) return true;
  if (/^false$/i.test(text)) return false;
  const number = Number(text);
  return Number.isNaN(number) ? text : number;
}

/** What Ultralytics sets by itself while the optimizer is left to it. */
const CHOSEN_BY_AUTO = ["lr0", "momentum"];

/** The arguments that would be varied in vain, as Ultralytics chooses them; none with an optimizer named. */
export function chosenByAuto(vary: Vary, optimizer: unknown): string[] {
  if ("optimizer" in vary || (optimizer ?? "auto") !== "auto") return [];
  return CHOSEN_BY_AUTO.filter((name) => name in vary);
}

/** How many runs a sweep will be; null while that cannot be said. */
export function trialCount(
  method: SweepRequest["method"],
  vary: Vary,
  trials: number,
): number | null {
  if (method !== "grid") return trials;
  const counts = Object.values(vary).map((space) => ("values" in space ? space.values.length : 0));
  return counts.length > 0 ? counts.reduce((product, count) => product * count, 1) : null;
}

/** A space as people read it. */
export function spaceText(space: Space): string {
  if ("values" in space) return space.values.map(String).join(", ");
  return `${space.minimum} to ${space.maximum}${space.log ? " log" : ""}`;
}
