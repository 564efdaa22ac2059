/** What lies under the pointer when something is dropped on the drawing. Pure. */
import type { Point } from "./lanes";
import { ROW_HEIGHT, ROW_WIDTH } from "./lanes";

interface Line {
  id: string;
  points: readonly Point[];
}

interface Box extends Point {
  id: string;
}

/** The line nearest to a point, and not farther away than `reach`. */
export function lineAt<L extends Line>(lines: readonly L[], at: Point, reach: number): L | null {
  let found: L | null = null;
  let least = reach;
  for (const line of lines) {
    const distance = distanceTo(line.points, at);
    if (distance <= least) {
      least = distance;
      found = line;
    }
  }
  return found;
}

/** The row nearest to a point, and whether the point is in its lower half or below it. */
export function rowAt(rows: readonly Box[], at: Point): { id: string; behind: boolean } | null {
  const nearest = [...rows].sort((a, b) => boxDistance(a, at) - boxDistance(b, at))[0];
  return nearest ? { id: nearest.id, behind: at.y > nearest.y + ROW_HEIGHT / 2 } : null;
}

/** Which of so many equal parts of a row's width a point is in. */
export function partAt(left: number, x: number, parts: number): number {
  const part = Math.floor(((x - left) / ROW_WIDTH) * parts);
  return Math.min(Math.max(part, 0), parts - 1);
}

function distanceTo(points: readonly Point[], at: Point): number {
  let least = Number.POSITIVE_INFINITY;
  for (let index = 1; index < points.length; index++) {
    const [from, to] = [points[index - 1], points[index]];
    if (from && to) least = Math.min(least, segmentDistance(from, to, at));
  }
  return least;
}

function segmentDistance(from: Point, to: Point, at: Point): number {
  const length = (to.x - from.x) ** 2 + (to.y - from.y) ** 2;
  const along = (at.x - from.x) * (to.x - from.x) + (at.y - from.y) * (to.y - from.y);
  const part = length === 0 ? 0 : Math.min(Math.max(along / length, 0), 1);
  return Math.hypot(from.x + part * (to.x - from.x) - at.x, from.y + part * (to.y - from.y) - at.y);
}

function boxDistance({ x, y }: Box, at: Point): number {
  const dx = Math.max(x - at.x, 0, at.x - x - ROW_WIDTH);
  const dy = Math.max(y - at.y, 0, at.y - y - ROW_HEIGHT);
  return Math.hypot(dx, dy);
}
