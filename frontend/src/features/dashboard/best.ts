import { mainValue } from "../runs/list/main";
import type { Run } from "../runs/queries";

/** The run that did best on each data set, by what its task is judged by; by the data set's name. */
export function bestByDataset(runs: readonly Run[]): Run[] {
  const best = new Map<string, { run: Run; value: number }>();
  for (const run of runs) {
    const value = mainValue(run);
    if (value === null) continue;
    if (value > (best.get(run.dataset)?.value ?? Number.NEGATIVE_INFINITY)) {
      best.set(run.dataset, { run, value });
    }
  }
  return [...best.values()]
    .map(({ run }) => run)
    .sort((a, b) => a.dataset.localeCompare(b.dataset));
}
