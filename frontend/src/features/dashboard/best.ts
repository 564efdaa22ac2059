import { MAP50_95 } from "../runs/metrics";
import type { Run } from "../runs/queries";

/** The run with the highest mAP50-95 on each data set, by the data set's name. */
export function bestByDataset(runs: readonly Run[]): Run[] {
  const best = new Map<string, Run>();
  for (const run of runs) {
    const value = run.best[MAP50_95];
    if (typeof value !== "number") continue;
    const known = best.get(run.dataset)?.best[MAP50_95] ?? Number.NEGATIVE_INFINITY;
    if (value > known) best.set(run.dataset, run);
  }
  return [...best.values()].sort((a, b) => a.dataset.localeCompare(b.dataset));
}
