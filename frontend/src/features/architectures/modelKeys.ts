/** The keys beside the rows, as far as a text writes them in the usual way. Pure. */
import { literal } from "./arguments";

export interface ModelKeys {
  nc: number | null;
  activation: string | null;
  /** [depth, width, max_channels] by letter; null where the text writes them in another way. */
  scales: Record<string, number[]> | null;
}

export const FACTORS = ["depth", "width", "max channels"] as const;

export function modelKeys(text: string): ModelKeys {
  const nc = literal(keyIn(text, "nc") ?? "");
  const activation = literal(keyIn(text, "activation") ?? "");
  return {
    nc: typeof nc === "number" ? nc : null,
    activation: typeof activation === "string" ? activation : null,
    scales: scalesOf(text),
  };
}

/** The triple with one number changed. */
export function withFactor(
  scales: Record<string, number[]>,
  letter: string,
  factor: number,
  value: number,
): Record<string, number[]> {
  const triple = scales[letter]?.map((one, at) => (at === factor ? value : one)) ?? [];
  return { ...scales, [letter]: triple };
}

/** Why a factor cannot be this; null where it can. */
export function factorProblem(value: number): string | null {
  return Number.isFinite(value) && value > 0 ? null : "A number above 0";
}

function keyIn(text: string, key: string): string | null {
  const line = new RegExp(`^${key}:[ \\t]*(.*)$`, "m").exec(text)?.[1];
  return line === undefined ? null : line.replace(/(^|\s)#.*$/, "").trim();
}

const SCALE = /^\s+["']?([\w-]+)["']?:\s*\[([^\]]*)\]\s*(#.*)?$/;

function scalesOf(text: string): Record<string, number[]> | null {
  const lines = text.split(/\r?\n/);
  const start = lines.findIndex((line) => /^scales:\s*(#.*)?$/.test(line));
  if (start < 0) return null;
  const found: Record<string, number[]> = {};
  for (const line of lines.slice(start + 1)) {
    if (/^\s*(#.*)?$/.test(line)) continue;
    if (!/^\s/.test(line)) break;
    const [, letter, values] = SCALE.exec(line) ?? [];
    const numbers = values?.split(",").map(Number) ?? [];
    if (!letter || numbers.length !== 3 || !numbers.every(Number.isFinite)) return null;
    found[letter] = numbers;
  }
  return Object.keys(found).length > 0 ? found : null;
}
