/** Rows of numbers over a rising x, held by columns, and never more of them than can be seen. Pure. */
import type { Values } from "./events";

type Column = (number | null)[];

export interface Table {
  /** Epochs: 1.5 is in the middle of the second. */
  x: readonly number[];
  series: Readonly<Record<string, readonly (number | null)[]>>;
}

export const EMPTY_TABLE: Table = { x: [], series: {} };

/** Rows kept of a curve: a wide chart has fewer pixels. */
export const MOST_ROWS = 6000;

/** A table that rows are being put into; `done` gives it back as it is then. */
export class TableDraft {
  private x: number[];
  private series: Record<string, Column>;

  constructor(table: Table) {
    this.x = [...table.x];
    this.series = Object.fromEntries(
      Object.entries(table.series).map(([name, values]) => [name, [...values]]),
    );
  }

  /** Adds a row. Where x does not rise, what was done before is done again: that is forgotten. */
  append(x: number, values: Values): void {
    while ((this.x.at(-1) ?? Number.NEGATIVE_INFINITY) >= x) this.pop();
    for (const name of Object.keys(values)) this.series[name] ??= this.x.map(() => null);
    this.x.push(x);
    for (const [name, column] of Object.entries(this.series)) column.push(values[name] ?? null);
    if (this.x.length <= MOST_ROWS) return;
    const { x: kept, series } = thinned(this.done(), MOST_ROWS / 2);
    this.x = [...kept];
    for (const name of Object.keys(this.series)) this.series[name] = [...(series[name] ?? [])];
  }

  cutAfter(x: number): void {
    while ((this.x.at(-1) ?? Number.NEGATIVE_INFINITY) > x) this.pop();
  }

  done(): Table {
    return { x: this.x, series: this.series };
  }

  private pop(): void {
    this.x.pop();
    for (const column of Object.values(this.series)) column.pop();
  }
}

/**
 * About so many rows of the table: of each stretch those in which a column is lowest or highest,
 * and the first and the last. As the server thins.
 */
export function thinned(table: Table, rows: number): Table {
  const { x } = table;
  if (x.length <= rows) return table;
  const columns = Object.values(table.series);
  const buckets = Math.max(1, Math.floor(rows / (2 * Math.max(1, columns.length))));
  const width = Math.ceil(x.length / buckets);
  const kept = new Set([0, x.length - 1]);
  for (let from = 0; from < x.length; from += width) {
    for (const column of columns) addExtremes(column, from, Math.min(x.length, from + width), kept);
  }
  const chosen = [...kept].sort((a, b) => a - b);
  const pick = <T>(values: readonly T[]) => chosen.map((at) => values[at] as T);
  const series = Object.entries(table.series).map(([name, values]) => [name, pick(values)]);
  return { x: pick(x), series: Object.fromEntries(series) };
}

function addExtremes(
  column: readonly (number | null)[],
  from: number,
  to: number,
  kept: Set<number>,
): void {
  let low = -1;
  let high = -1;
  for (let at = from; at < to; at++) {
    const value = column[at];
    if (value === null || value === undefined) continue;
    if (low < 0 || value < (column[low] as number)) low = at;
    if (high < 0 || value > (column[high] as number)) high = at;
  }
  if (low >= 0) kept.add(low).add(high);
}

/**
 * The coarse table with a stretch of it in detail: the fine rows in place of those between their
 * ends. Where it has these rows already, as of epochs, it stays the same table.
 */
export function refined(coarse: Table, fine: Table | undefined): Table {
  const first = fine?.x[0];
  const last = fine?.x.at(-1);
  if (!fine || first === undefined || last === undefined) return coarse;
  const before = coarse.x.findIndex((x) => x >= first);
  const head = before < 0 ? coarse.x.length : before;
  const after = coarse.x.findIndex((x) => x > last);
  const tail = after < 0 ? coarse.x.length : after;
  const isKnown =
    fine.x.length === tail - head && fine.x.every((x, at) => x === coarse.x[head + at]);
  if (isKnown) return coarse;
  const join = <T>(all: readonly T[], part: readonly T[]) =>
    all.slice(0, head).concat(part, all.slice(tail));
  const series = Object.entries(coarse.series).map(([name, values]) => {
    return [name, join(values, fine.series[name] ?? fine.x.map(() => null))];
  });
  return { x: join(coarse.x, fine.x), series: Object.fromEntries(series) };
}

/** Which rows lie between two x, with one more on either side. */
export function rowsWithin(x: readonly number[], [low, high]: readonly [number, number]) {
  let from = x.findIndex((one) => one >= low);
  if (from < 0) from = x.length;
  let to = x.findIndex((one) => one > high);
  if (to < 0) to = x.length;
  return [Math.max(0, from - 1), Math.min(x.length, to + 1)] as const;
}
