/** Measured times on cards and in a table. Pure. */
import { formatNumber, formatPercent } from "../../../ui/format";
import type { Card } from "../cards";
import type { Latency } from "../queries";

/** 0.0123 → "0.012 ms", 12.3 → "12.3 ms". */
export function formatMs(ms: number): string {
  return `${formatNumber(ms, ms < 0.1 ? 3 : ms < 10 ? 2 : 1)} ms`;
}

/** Cards that say how long their rows take; the bar is then the share of time, not of GFLOPs. */
export function withLatency(cards: Card[], latency: Latency | null): Card[] {
  if (!latency) return cards;
  const times = new Map(latency.rows.map(({ index, ms }) => [index, ms]));
  const all = sumOf(latency);
  const longest = Math.max(0, ...times.values());
  return cards.map((card): Card => {
    const ms = times.get(card.index);
    if (ms === undefined) return card;
    return {
      ...card,
      gflops: [card.gflops, formatMs(ms)].filter(Boolean).join(" · "),
      share: `${formatPercent(all === 0 ? 0 : ms / all)} of the time of all rows`,
      weight: longest === 0 ? 0 : ms / longest,
    };
  });
}

export interface TimedRow {
  id: string;
  index: number;
  module: string;
  ms: number;
  /** Of the time of all rows, 0..1. */
  share: number;
  params: string;
  gflops: string;
}

export type SortKey = "index" | "module" | "ms";

export function timedRows(cards: readonly Card[], latency: Latency): TimedRow[] {
  const byIndex = new Map(cards.map((card) => [card.index, card]));
  const all = sumOf(latency);
  return latency.rows.flatMap(({ index, ms }) => {
    const card = byIndex.get(index);
    if (!card) return [];
    const { id, module, params, gflops } = card;
    return [{ id, index, module, ms, share: all === 0 ? 0 : ms / all, params, gflops }];
  });
}

/** By a column; equal ones in the order of the rows. */
export function sorted(rows: readonly TimedRow[], key: SortKey, down: boolean): TimedRow[] {
  const order = [...rows].sort((a, b) => {
    const by = key === "module" ? a.module.localeCompare(b.module) : a[key] - b[key];
    return (down ? -by : by) || a.index - b.index;
  });
  return order;
}

function sumOf({ rows }: Latency): number {
  return rows.reduce((sum, { ms }) => sum + ms, 0);
}
