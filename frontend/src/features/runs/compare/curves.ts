/** What is drawn of the columns of results.csv. Pure. */

export interface Columns {
  epoch: readonly number[];
  series: Readonly<Record<string, readonly (number | null)[]>>;
}

export interface Points {
  x: readonly number[];
  y: readonly (number | null)[];
}

/** Along what curves are drawn. */
export type Along = "epoch" | "time";

/** More points than that no screen shows of one line. */
export const MOST_POINTS = 600;

const NONE: Points = { x: [], y: [] };

/** One column of a run along its epochs, or along its minutes of training. */
export function pointsOf(columns: Columns | undefined, name: string, along: Along): Points {
  const y = columns?.series[name];
  const x = columns && placesOf(columns, along);
  return x && y ? { x, y } : NONE;
}

/** Where the rows of a run stand: at their epochs, or at the minutes of training. */
export function placesOf(columns: Columns, along: Along): readonly number[] | null {
  if (along === "epoch") return columns.epoch;
  const seconds = columns.series.time;
  return seconds ? rising(seconds.map((value) => (value ?? Number.NaN) / 60)) : null;
}

/** A run that was resumed begins its time anew: what comes after goes on where it had stopped. */
function rising(x: readonly number[]): number[] {
  let before = 0;
  let last = 0;
  return x.map((value) => {
    if (value < last) before += last;
    last = value;
    return before + value;
  });
}

/** One line for each run and row of results.csv: as the server gave them, not smoothed. */
export function curveRows(
  columns: ReadonlyMap<string, Columns>,
  runs: readonly string[],
  names: readonly string[],
  along: Along,
): (string | number | null)[][] {
  const rows = runs.flatMap((run) => {
    const known = columns.get(run);
    const places = known && placesOf(known, along);
    return (places ?? []).map((value, at) => [
      run,
      value,
      ...names.map((name) => known?.series[name]?.[at] ?? null),
    ]);
  });
  return [["run", along === "epoch" ? "epoch" : "minutes", ...names], ...rows];
}

/** An exponential mean, corrected at its start; 0 leaves the values, towards 1 they grow calm. */
export function smoothed({ x, y }: Points, weight: number): Points {
  if (weight <= 0) return { x, y };
  let sum = 0;
  let whole = 0;
  const calm = y.map((value) => {
    if (value === null) return null;
    sum = sum * weight + value * (1 - weight);
    whole = whole * weight + (1 - weight);
    return sum / whole;
  });
  return { x, y: calm };
}

/** Few enough to be drawn, the first and the last among them; of each stretch its lowest and its highest. */
export function thinned(points: Points, most = MOST_POINTS): Points {
  const { x, y } = points;
  if (x.length <= most) return points;
  const size = Math.ceil((x.length - 2) / ((most - 2) / 2));
  const kept = [0];
  for (let from = 1; from < x.length - 1; from += size) {
    const to = Math.min(from + size, x.length - 1);
    let low = from;
    let high = from;
    for (let at = from; at < to; at++) {
      if ((y[at] ?? Number.POSITIVE_INFINITY) < (y[low] ?? Number.POSITIVE_INFINITY)) low = at;
      if ((y[at] ?? Number.NEGATIVE_INFINITY) > (y[high] ?? Number.NEGATIVE_INFINITY)) high = at;
    }
    kept.push(...(low === high ? [low] : [Math.min(low, high), Math.max(low, high)]));
  }
  kept.push(x.length - 1);
  return { x: kept.map((at) => x[at] ?? 0), y: kept.map((at) => y[at] ?? null) };
}

/** The value at the last point that is not behind `at`; null before the first. */
export function valueNear({ x, y }: Points, at: number): number | null {
  let low = 0;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((x[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? null : (y[low - 1] ?? null);
}

/** All names that the runs have, the most telling first. */
export function namesOf(all: readonly (Columns | undefined)[]): string[] {
  const names = new Set(all.flatMap((columns) => Object.keys(columns?.series ?? {})));
  names.delete("time");
  const rank = (name: string) =>
    ["metrics/mAP50-95", "metrics/", "val/", "train/", ""].findIndex((start) =>
      name.startsWith(start),
    );
  return [...names].sort((a, b) => rank(a) - rank(b));
}
