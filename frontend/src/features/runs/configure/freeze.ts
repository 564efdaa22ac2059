/** The argument `freeze` as rows of a model. Pure. */

export interface Freeze {
  /** Indices of whole rows. */
  rows: ReadonlySet<number>;
  /** Parts of rows, by name: "22.cv2". They are kept as they are. */
  parts: readonly string[];
}

/** What a value means for a model of so many rows. */
export function readFreeze(value: unknown, count: number): Freeze {
  if (typeof value === "number") return { rows: new Set(range(Math.min(value, count))), parts: [] };
  if (!Array.isArray(value)) return { rows: new Set(), parts: [] };
  const rows = value.filter((one): one is number => typeof one === "number" && one < count);
  return { rows: new Set(rows), parts: value.filter((one) => typeof one === "string") };
}

/** As it is written in the field: "10" for the first ten rows, else a list; empty for none. */
export function writeFreeze({ rows, parts }: Freeze): string {
  const sorted = [...rows].sort((a, b) => a - b);
  if (parts.length === 0) {
    if (sorted.length === 0) return "";
    if (sorted.every((row, place) => row === place)) return String(sorted.length);
  }
  return `[${[...sorted, ...parts].join(", ")}]`;
}

/** All rows up to this one; where they are frozen already and no others, this one is let go. */
export function frozenUpTo(freeze: Freeze, index: number): Freeze {
  const exactly =
    freeze.rows.size === index + 1 && range(index + 1).every((row) => freeze.rows.has(row));
  return { ...freeze, rows: new Set(range(exactly ? index : index + 1)) };
}

/** This row alone, on or off. */
export function toggled(freeze: Freeze, index: number): Freeze {
  const rows = new Set(freeze.rows);
  if (!rows.delete(index)) rows.add(index);
  return { ...freeze, rows };
}

export interface Share {
  trained: number;
  all: number;
}

/** How many parameters still train; null where those of a row are not known. */
export function trainedShare(params: readonly (number | null)[], { rows }: Freeze): Share | null {
  if (params.length === 0 || params.some((one) => one === null)) return null;
  const sum = (numbers: readonly (number | null)[]) =>
    numbers.reduce<number>((a, b) => a + (b ?? 0), 0);
  return { trained: sum(params.filter((_, index) => !rows.has(index))), all: sum(params) };
}

function range(count: number): number[] {
  return Array.from({ length: Math.max(count, 0) }, (_, index) => index);
}
