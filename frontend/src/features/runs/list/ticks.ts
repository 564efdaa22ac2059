/** Runs that are ticked, to be compared or tagged together. They stay ticked while one looks at another page. */
import { create } from "zustand";

export interface Ticks {
  ids: ReadonlySet<string>;
  /** Where a range begins: the run that was last ticked by itself. */
  anchor: string | null;
}

export const NO_TICKS: Ticks = { ids: new Set(), anchor: null };

export const useTicks = create<Ticks>(() => NO_TICKS);

/** One more, or one less. */
export function toggled({ ids }: Ticks, id: string): Ticks {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return { ids: next, anchor: id };
}

/** All from the anchor to this one, in the order in which they are shown, as the anchor is. */
export function ranged(ticks: Ticks, id: string, order: readonly string[]): Ticks {
  const [from, to] = [order.indexOf(ticks.anchor ?? ""), order.indexOf(id)];
  if (from < 0 || to < 0) return toggled(ticks, id);
  const next = new Set(ticks.ids);
  const ticking = next.has(ticks.anchor ?? "");
  for (const one of order.slice(Math.min(from, to), Math.max(from, to) + 1)) {
    if (ticking) next.add(one);
    else next.delete(one);
  }
  return { ids: next, anchor: ticks.anchor };
}
