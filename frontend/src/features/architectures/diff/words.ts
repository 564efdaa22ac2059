/** How differences are written: always with a sign and a word, never by colour alone. */
import { formatNumber } from "../../../ui/format";
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
