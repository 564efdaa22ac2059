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
  const { rows, moved } = movedRows(base, positions);
  if (moved.size === 0) return base;
  const inTheWay = [...moved.values()];
  const route = router(base, rows);
  const edges = base.edges.map((edge): RoutedEdge => {
    const stays = !moved.has(edge.source) && !moved.has(edge.target);
    if (stays && crossings(edge.points, inTheWay) === 0) return edge;
    return { ...edge, points: route(edge) };
  });
  return { ...base, rows, edges };
}

/**
 * The ways of the connections of some rows while these are on their way to other places, by id.
 * A connection between two of them goes along as it is.
 */
export function routesOfMoved(
  layout: Layout,
  positions: Readonly<Record<string, Point>>,
): Map<string, Point[]> {
  const { rows, moved } = movedRows(layout, positions);
  const before = new Map(layout.rows.map((row) => [row.id, row]));
  const route = router(layout, rows);
  const routes = new Map<string, Point[]>();
  for (const edge of layout.edges) {
    const [source, target] = [moved.get(edge.source), moved.get(edge.target)];
    const was = before.get(edge.source);
    if (source && target && was) {
      const [dx, dy] = [source.x - was.x, source.y - was.y];
      routes.set(
        edge.id,
        edge.points.map(({ x, y }) => ({ x: x + dx, y: y + dy })),
      );
    } else if (source || target) routes.set(edge.id, route(edge));
  }
  return routes;
}

function movedRows(layout: Layout, positions: Readonly<Record<string, Point>>) {
  const moved = new Map<string, PlacedRow>();
  const rows = layout.rows.map((row) => {
    const at = positions[row.id];
    if (!at || (at.x === row.x && at.y === row.y)) return row;
    const there = { id: row.id, x: at.x, y: at.y };
    moved.set(row.id, there);
    return there;
  });
  return { rows, moved };
}

/** Finds ways between rows where they stand now. */
function router(layout: Layout, rows: readonly PlacedRow[]): (edge: RoutedEdge) => Point[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const inputs = new Map<string, number>();
  for (const { target } of layout.edges) inputs.set(target, (inputs.get(target) ?? 0) + 1);
  return (edge) => {
    const [source, target] = [byId.get(edge.source), byId.get(edge.target)];
    if (!source || !target) return edge.points;
    const ends = { source, target, slot: edge.slot, inputs: inputs.get(target.id) ?? 1 };
    return routeAround(ends, rows);
  };
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
