import type { Point } from "./lanes";

const TIP = 6;

/** A small arrow head at the end of a way, in the direction of its last stretch. */
export function tipOf(points: readonly Point[]): string {
  const end = points.at(-1);
  const before = points.at(-2);
  if (!end || !before) return "";
  const half = TIP / 2 + 0.5;
  if (end.x === before.x) {
    return `M${end.x},${end.y} l${-half},${-TIP} l${2 * half},0 Z`;
  }
  const back = end.x > before.x ? -TIP : TIP;
  return `M${end.x},${end.y} l${back},${-half} l0,${2 * half} Z`;
}
