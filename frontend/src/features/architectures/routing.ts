/**
 * Ways for connections of rows that stand where a hand put them: out of the bottom of one row, into
 * the top of the other, on straight lines, and around every row that can be got around. Pure.
 */
import { type PlacedRow, type Point, ROW_HEIGHT, ROW_WIDTH } from "./lanes";

/** How far from a row a way keeps, and how far apart ways into the same row are. */
const CLEARANCE = 10;
const SPREAD = 4;

export interface Ends {
  source: PlacedRow;
  target: PlacedRow;
  /** Which of the target's inputs it is, and how many there are. */
  slot: number;
  inputs: number;
}

/** The shortest way among a few good ones that crosses no row; else the one that crosses fewest. */
export function routeAround(ends: Ends, rows: readonly PlacedRow[]): Point[] {
  const { source, target, slot, inputs } = ends;
  const start = { x: source.x + ROW_WIDTH / 2, y: source.y + ROW_HEIGHT };
  const end = { x: target.x + (ROW_WIDTH * (slot + 1)) / (inputs + 1), y: target.y };
  if (start.x === end.x && start.y <= end.y && crossings([start, end], rows) === 0) {
    return [start, end];
  }
  const below = start.y + CLEARANCE;
  const above = end.y - CLEARANCE - SPREAD * Math.min(slot, 3);
  const direct =
    above >= below ? [[start, { x: start.x, y: above }, { x: end.x, y: above }, end]] : [];
  const sides = rows.flatMap(({ x }) => [x - CLEARANCE, x + ROW_WIDTH + CLEARANCE]);
  const around = [...new Set([start.x, end.x, ...sides])].map((x) => [
    start,
    { x: start.x, y: below },
    { x, y: below },
    { x, y: above },
    { x: end.x, y: above },
    end,
  ]);
  let best: Point[] = [start, end];
  let fewest = Number.POSITIVE_INFINITY;
  for (const way of [...direct, ...around].sort((a, b) => lengthOf(a) - lengthOf(b))) {
    const count = crossings(way, rows);
    if (count < fewest) [best, fewest] = [way, count];
    if (count === 0) break;
  }
  return withoutRepeats(best);
}

/** How often a way on straight lines runs across rows. */
export function crossings(points: readonly Point[], rows: readonly PlacedRow[]): number {
  let count = 0;
  for (let index = 1; index < points.length; index++) {
    const [a, b] = [points[index - 1], points[index]];
    if (!a || !b) continue;
    const [left, right] = a.x < b.x ? [a.x, b.x] : [b.x, a.x];
    const [top, bottom] = a.y < b.y ? [a.y, b.y] : [b.y, a.y];
    for (const { x, y } of rows) {
      if (right > x && left < x + ROW_WIDTH && bottom > y && top < y + ROW_HEIGHT) count++;
    }
  }
  return count;
}

function lengthOf(points: readonly Point[]): number {
  let length = 0;
  for (let index = 1; index < points.length; index++) {
    const [a, b] = [points[index - 1], points[index]];
    if (a && b) length += Math.abs(b.x - a.x) + Math.abs(b.y - a.y);
  }
  return length;
}

/** Without the corners that are none: a point twice, or one on the line between its neighbours. */
function withoutRepeats(points: readonly Point[]): Point[] {
  const apart = points.filter(({ x, y }, index) => {
    const before = points[index - 1];
    return before?.x !== x || before.y !== y;
  });
  return apart.filter((point, index) => {
    const before = apart[index - 1];
    const after = apart[index + 1];
    if (!before || !after) return true;
    const onward =
      (point.x - before.x) * (after.x - point.x) + (point.y - before.y) * (after.y - point.y);
    return onward <= 0; // a right angle gives 0, a way back less
  });
}
