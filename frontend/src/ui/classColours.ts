/**
 * Colours that tell classes apart on photographs, in an order that keeps neighbours far apart
 * (after Okabe and Ito, and Tol, with the dark ones lightened: they lie on pictures).
 */
const COLOURS = [
  "#ffb000",
  "#56b4e9",
  "#ff6f91",
  "#2fd08a",
  "#c79bff",
  "#f0e442",
  "#ff8a3d",
  "#4fe0d0",
  "#e58ae0",
  "#a6d854",
  "#8fa8ff",
  "#e0c097",
] as const;

/** The colour of a class, the same in every picture and chart. All carry black text. */
export function classColour(cls: number): string {
  return COLOURS[Math.abs(Math.trunc(cls)) % COLOURS.length] ?? COLOURS[0];
}
