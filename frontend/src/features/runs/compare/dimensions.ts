/** Arguments and measures as axes: where each run stands on them. Pure. */
import type { Column, Value } from "../list/columns";
import type { Run } from "../queries";
import { padded, placeIn, type Scale, scaleOver, tickText, valueAt } from "./scale";

export interface Dimension {
  column: Column;
  scale: Scale;
  /** Where the values are no numbers: the words, each at its place 0, 1, 2 … */
  words?: readonly string[];
}

/** Beyond that from lowest to highest, steps of factors tell more than steps of sums. */
const WIDE = 50;

/** The axis on which all these runs have their place. */
export function dimensionOf(column: Column, runs: readonly Run[]): Dimension {
  const values = runs.map((run) => column.value(run, 0)).filter((value) => value !== null);
  const numbers = values.filter((value) => typeof value === "number");
  if (numbers.length < values.length) {
    const words = [...new Set(values.map(String))].sort();
    return { column, words, scale: { low: -0.5, high: words.length - 0.5, log: false } };
  }
  const plain = scaleOver(numbers);
  const log = plain.low > 0 && plain.high / plain.low >= WIDE;
  return { column, scale: padded(log ? scaleOver(numbers, true) : plain) };
}

/** Between 0 and 1; null where the run has no value. */
export function placeOn({ scale, words }: Dimension, value: Value): number | null {
  if (value === null) return null;
  const at = words ? words.indexOf(String(value)) : Number(value);
  return words && at < 0 ? null : placeIn(scale, at);
}

/** What stands at a place of the axis, in few characters. */
export function textAt({ scale, words }: Dimension, place: number): string {
  const value = valueAt(scale, place);
  if (!words) return tickText(Number(value.toPrecision(3)));
  return words[Math.min(Math.max(Math.round(value), 0), words.length - 1)] ?? "";
}

/** Stretches that were marked on axes, from 0 to 1, by the column's id. */
export type Brushes = Readonly<Record<string, readonly [number, number]>>;

/** The runs that do not lie within all brushes. */
export function outside(
  runs: readonly Run[],
  dimensions: readonly Dimension[],
  brushes: Brushes,
): Set<string> {
  const out = runs.filter((run) =>
    dimensions.some((dimension) => {
      const brush = brushes[dimension.column.id];
      if (!brush) return false;
      const place = placeOn(dimension, dimension.column.value(run, 0));
      return place === null || place < brush[0] || place > brush[1];
    }),
  );
  return new Set(out.map(({ id }) => id));
}
