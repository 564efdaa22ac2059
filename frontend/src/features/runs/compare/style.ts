/** How runs are told apart: by number, by colour and by the pattern of their line, never by colour alone. */

/** Tokens of the theme: each keeps its contrast in light and in dark. */
const COLOURS = ["backbone", "warning", "custom", "head", "error", "accent", "text", "muted"];
const DASHES = ["", "7 3", "2 3", "10 3 2 3", "14 4"];

export interface LineStyle {
  /** A CSS colour. */
  colour: string;
  /** As `stroke-dasharray`; empty for a solid line. */
  dash: string;
}

/** The style of the run at this place in the comparison: no two of forty are the same. */
export function styleOf(place: number): LineStyle {
  const colour = COLOURS[place % COLOURS.length] ?? "text";
  const dash = DASHES[(place + Math.floor(place / COLOURS.length)) % DASHES.length] ?? "";
  return { colour: `var(--ys-${colour})`, dash };
}
