/**
 * Where rows stand that somebody has moved by hand, and how the others are arranged. In memory by
 * the ids of rows, so that a position stays with its row when others come and go; saved beside the
 * text by index, since the text knows no ids. Pure.
 */
import type { Point } from "./lanes";
import type { Architecture, Row } from "./queries";

/** `lanes`: backbone and head side by side, in text order. `layers`: as ELK arranges them. */
export type Arrangement = "lanes" | "layers";

export interface HandLayout {
  readonly arrangement: Arrangement;
  /** Of the rows that were moved, by id. */
  readonly positions: Readonly<Record<string, Point>>;
}

export const AUTOMATIC: HandLayout = { arrangement: "lanes", positions: {} };

/** With a row, or several at once, at new places. */
export function movePosition(layout: HandLayout, moved: Record<string, Point>): HandLayout {
  const rounded = Object.entries(moved).map(([id, { x, y }]) => [
    id,
    { x: Math.round(x), y: Math.round(y) },
  ]);
  return { ...layout, positions: { ...layout.positions, ...Object.fromEntries(rounded) } };
}

/** With every row where the arrangement puts it. */
export function dropPositions(layout: HandLayout): HandLayout {
  return { ...layout, positions: {} };
}

/** What was saved, for these rows. Anything that is not of the expected form is passed over. */
export function readLayout(saved: Architecture["layout"], rows: readonly Row[]): HandLayout {
  const ids = new Map(rows.map((row) => [String(row.index), row.id]));
  const positions: Record<string, Point> = {};
  for (const [index, place] of Object.entries(asRecord(saved?.positions))) {
    const id = ids.get(index);
    const { x, y } = asRecord(place);
    if (id !== undefined && isCoordinate(x) && isCoordinate(y)) positions[id] = { x, y };
  }
  return { arrangement: saved?.arrangement === "layers" ? "layers" : "lanes", positions };
}

/** As it is saved. Positions of rows that are gone are forgotten. */
export function writeLayout(layout: HandLayout, rows: readonly Row[]) {
  const positions: Record<string, Point> = {};
  for (const { id, index } of rows) {
    const place = layout.positions[id];
    if (place) positions[index] = place;
  }
  return { arrangement: layout.arrangement, positions };
}

/** Far beyond what any drawing needs; keeps the canvas's arithmetic exact. */
const FARTHEST = 1e6;

function isCoordinate(value: unknown): value is number {
  return typeof value === "number" && Math.abs(value) <= FARTHEST;
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
