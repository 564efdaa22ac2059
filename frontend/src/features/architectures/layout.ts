/** How an architecture is arranged on the canvas, as it is kept and as it is saved. Pure. */
import type { Point } from "./lanes";
import type { Architecture, Row } from "./queries";

/** `lanes`: backbone and head side by side, in text order. `layers`: as ELK arranges them. */
export type Arrangement = "lanes" | "layers";

/** Positions that a person chose, by id of the row; all other rows stand where they are put. */
export interface CanvasLayout {
  readonly positions: Readonly<Record<string, Point>>;
  readonly arrangement: Arrangement;
}

export const PLAIN_LAYOUT: CanvasLayout = { positions: {}, arrangement: "lanes" };

/** Far beyond what any drawing needs; keeps the canvas's arithmetic exact. */
const FARTHEST = 1e6;

/** Saved positions are named by row number; a fresh graph calls its rows n0, n1 … unless told how. */
export function readLayout(
  saved: Architecture["layout"],
  ids: readonly string[] = [],
): CanvasLayout {
  if (!saved) return PLAIN_LAYOUT;
  const positions: Record<string, Point> = {};
  const written = saved.positions;
  if (typeof written === "object" && written !== null) {
    for (const [index, at] of Object.entries(written)) {
      if (/^\d+$/.test(index) && isPoint(at)) {
        positions[ids[Number(index)] ?? `n${index}`] = { x: at.x, y: at.y };
      }
    }
  }
  return { positions, arrangement: saved.arrangement === "layers" ? "layers" : "lanes" };
}

/** As it is saved; null where nothing was arranged by hand. */
export function writeLayout(
  { positions, arrangement }: CanvasLayout,
  rows: readonly Pick<Row, "id" | "index">[],
): Architecture["layout"] {
  const moved = rows.flatMap(({ id, index }): [string, Point][] => {
    const at = positions[id];
    return at ? [[String(index), at]] : [];
  });
  if (moved.length === 0 && arrangement === "lanes") return null;
  return { positions: Object.fromEntries(moved), arrangement };
}

/** Without the positions of rows that are gone; the same object where there are none. */
export function prunedLayout(layout: CanvasLayout, rows: readonly Pick<Row, "id">[]): CanvasLayout {
  const there = new Set(rows.map((row) => row.id));
  const kept = Object.entries(layout.positions).filter(([id]) => there.has(id));
  if (kept.length === Object.keys(layout.positions).length) return layout;
  return { ...layout, positions: Object.fromEntries(kept) };
}

function isPoint(value: unknown): value is Point {
  if (typeof value !== "object" || value === null) return false;
  const { x, y } = value as Record<string, unknown>;
  return isCoordinate(x) && isCoordinate(y);
}

function isCoordinate(value: unknown): boolean {
  return typeof value === "number" && Math.abs(value) <= FARTHEST;
}
