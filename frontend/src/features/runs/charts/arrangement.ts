/** How the user has arranged the charts: their order, which are hidden, how large they are. Pure. */

export const SIZES = ["normal", "wide", "full"] as const;
export type Size = (typeof SIZES)[number];

export interface Arrangement {
  /** Ids in their order; charts that are not named come after, as they are given. */
  order: readonly string[];
  hidden: readonly string[];
  sizes: Readonly<Record<string, Size>>;
  /** Charts on a logarithmic scale. */
  logs: readonly string[];
  /** Weight of the past in the smoothed line, 0 to 0.99. */
  smoothing: number;
}

export const PLAIN: Arrangement = { order: [], hidden: [], sizes: {}, logs: [], smoothing: 0 };

/** These charts in the user's order, the hidden ones left out. */
export function arranged<T extends { id: string }>(charts: readonly T[], by: Arrangement): T[] {
  const rank = new Map(by.order.map((id, at) => [id, at]));
  const place = (chart: T) => rank.get(chart.id) ?? by.order.length;
  return charts
    .filter((chart) => !by.hidden.includes(chart.id))
    .sort((a, b) => place(a) - place(b));
}

/** A chart put in the place of another; `shown` are the ids as they stand. */
export function moved(by: Arrangement, shown: readonly string[], id: string, to: string) {
  const at = shown.indexOf(to);
  if (at < 0 || id === to) return by;
  const rest = shown.filter((one) => one !== id);
  return { ...by, order: rest.toSpliced(at, 0, id) };
}

/** One place earlier (-1) or later (1). */
export function shifted(by: Arrangement, shown: readonly string[], id: string, step: -1 | 1) {
  const to = shown[shown.indexOf(id) + step];
  return to === undefined ? by : moved(by, shown, id, to);
}

export function toggled(list: readonly string[], id: string): string[] {
  return list.includes(id) ? list.filter((one) => one !== id) : [...list, id];
}

/** What was kept, as far as it can be read. */
export function readArrangement(text: string | null): Arrangement {
  try {
    const kept = JSON.parse(text ?? "{}") as Partial<Arrangement>;
    const names = (list: unknown) =>
      Array.isArray(list) ? list.filter((one): one is string => typeof one === "string") : [];
    const sizes = Object.entries(kept.sizes ?? {}).filter(([, size]) => SIZES.includes(size));
    const { smoothing } = kept;
    return {
      order: names(kept.order),
      hidden: names(kept.hidden),
      sizes: Object.fromEntries(sizes),
      logs: names(kept.logs),
      smoothing: typeof smoothing === "number" && smoothing >= 0 && smoothing < 1 ? smoothing : 0,
    };
  } catch {
    return PLAIN;
  }
}
