import { metricName } from "../metrics";
import type { Run } from "../queries";
import type { Column } from "./columns";

/** The heading where runs are judged by different measures. */
export const SEVERAL = "Main metric";

/** What each run is judged by, at its best epoch; named after the measure where it is the same for all. */
export function mainColumn(runs: readonly Run[]): Column {
  const names = new Set(runs.map((run) => run.curve.metric).filter((name) => name != null));
  const [only] = names;
  return {
    id: "main",
    label: names.size === 1 && only ? metricName(only) : SEVERAL,
    number: true,
    value: mainValue,
  };
}

export function mainValue(run: Run): number | null {
  return run.curve.metric ? (run.best[run.curve.metric] ?? null) : null;
}
