/** How differences are written: always with a sign and a word, never by colour alone. */
import { formatNumber } from "../../../ui/format";
import { formatArg } from "../cards";
import type { Difference } from "../queries";
import type { Change, Status } from "./merged";

export const STATUS: Record<Status, { sign: string; word: string }> = {
  same: { sign: "=", word: "same" },
  changed: { sign: "≠", word: "changed" },
  added: { sign: "+", word: "added" },
  removed: { sign: "−", word: "removed" },
};

/** "+1 024", "−0.12", "±0"; a dash where it is not known. */
export function signed(change: Change, digits = 0): string {
  if (change === null) return "–";
  const text = formatNumber(change, digits);
  if (!/[1-9]/.test(text)) return "±0";
  return change > 0 ? `+${text}` : text;
}

/** "+12.3 %" of what was before. */
export function signedPart(before: number | null | undefined, change: Change): string {
  if (change === null || !before) return "";
  return `${signed((change / before) * 100, 1)} %`;
}

/** A key beside the rows: of a mapping, such as `scales`, only the entries that differ. */
export function keyWords(
  difference: Difference["keys"][number],
): { name: string; words: string }[] {
  const { key, before, after } = difference;
  const [old, now] = [asMapping(before), asMapping(after)];
  if (!old || !now) return [{ name: key, words: `${say(before)} → ${say(after)}` }];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter((name) => JSON.stringify(old[name]) !== JSON.stringify(now[name]))
    .map((name) => ({ name: `${key}.${name}`, words: `${say(old[name])} → ${say(now[name])}` }));
}

function say(value: unknown): string {
  return value === null || value === undefined ? "not there" : formatArg(value);
}

function asMapping(value: unknown): Record<string, unknown> | null {
  const is = typeof value === "object" && value !== null && !Array.isArray(value);
  return is ? (value as Record<string, unknown>) : null;
}
