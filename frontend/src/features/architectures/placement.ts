/** An arrangement with some rows moved by hand, and the bands of equal stride behind rows. Pure. */
import {
  type Layout,
  type PlacedRow,
  type Point,
  ROW_GAP,
  ROW_HEIGHT,
  ROW_WIDTH,
  type RoutedEdge,
} from "./lanes";
import { crossings, routeAround } from "./routing";

/**
 * The arrangement with the moved rows at their places. Connections of moved rows, and those that
 * would now run across one, take a new way; all others stay the objects that they were.
 */
export function place(base: Layout, positions: Readonly<Record<string, Point>>): Layout {
  const moved = new Map<string, PlacedRow>();
  const rows = base.rows.map((row) => {
    const at = positions[row.id];
    if (!at || (at.x === row.x && at.y === row.y)) return row;
    const there = { id: row.id, x: at.x, y: at.y };
    moved.set(row.id, there);
    return there;
  });
  if (moved.size === 0) return base;
  const byId = new Map(rows.map((row) => [row.id, row]));
  const inputs = new Map<string, number>();
  for (const { target } of base.edges) inputs.set(target, (inputs.get(target) ?? 0) + 1);
  const inTheWay = [...moved.values()];
  const edges = base.edges.map((edge): RoutedEdge => {
    const [source, target] = [byId.get(edge.source), byId.get(edge.target)];
    if (!source || !target) return edge;
    const stays = !moved.has(source.id) && !moved.has(target.id);
    if (stays && crossings(edge.points, inTheWay) === 0) return edge;
    const ends = { source, target, slot: edge.slot, inputs: inputs.get(target.id) ?? 1 };
    return { ...edge, points: routeAround(ends, rows) };
  });
  return { ...base, rows, edges };
}

/** Rows below one another whose outputs have the same stride. */
export interface Band extends Point {
  /** "P3" */
  level: string;
  width: number;
  height: number;
}

const BESIDE = 8;
/** Rows with at most so much more than the usual gap between them share a band. */
const NEAR = 12;

export function bandsOf(rows: readonly PlacedRow[], levels: ReadonlyMap<string, string>): Band[] {
  const columns = new Map<number, PlacedRow[]>();
  for (const row of rows) columns.set(row.x, [...(columns.get(row.x) ?? []), row]);
  return [...columns].flatMap(([x, column]) => {
    const bands: Band[] = [];
    let open: Band | undefined;
    for (const row of column.sort((a, b) => a.y - b.y)) {
      const level = levels.get(row.id) ?? "";
      const top = row.y - ROW_GAP / 2;
      const bottom = row.y + ROW_HEIGHT + ROW_GAP / 2;
      if (open?.level === level && top <= open.y + open.height + NEAR) {
        open.height = bottom - open.y;
        continue;
      }
      open = { level, x: x - BESIDE, y: top, width: ROW_WIDTH + 2 * BESIDE, height: bottom - top };
      if (level) bands.push(open);
    }
    return bands;
  });
}
