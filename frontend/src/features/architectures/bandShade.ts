/** How deep a level is shaded: P5 is the deepest that is usual. */
const DEEPEST = 6;

/** How opaque the band of a level is: 5 % for P1 to 18 % for P5, so that neighbours differ. */
export function shadeOf(level: string): number {
  return 0.02 + 0.032 * Math.min(Number(level.slice(1)), DEEPEST);
}
