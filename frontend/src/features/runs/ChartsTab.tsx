import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { ErrorState } from "../../ui/ErrorState";
import { LineChart } from "../../ui/LineChart";
import classes from "./ChartsTab.module.css";
import { chartsOf, type RunChart } from "./charts";
import { formatScore } from "./metrics";
import { metricsQuery, type Run } from "./queries";
import { isActive } from "./run";
import { batchLosses, batchRates, epochCurve, type RunView } from "./runView";

/** The curves of the run: batch by batch as it learns, epoch by epoch as it is validated. */
export function ChartsTab({ run, view }: { run: Run; view: RunView }) {
  const { data, error, refetch } = useQuery(metricsQuery(run.id));
  const charts = useMemo(
    () => chartsOf(batchLosses(view), batchRates(view), epochCurve(data, view)),
    [view, data],
  );
  if (charts.length === 0 && error) return <ErrorState error={error} onRetry={refetch} />;
  if (charts.length === 0) return <p role="status">{nothingYet(run)}</p>;
  return (
    <div className={classes.grid}>
      {charts.map((chart) => (
        <Chart key={chart.label} chart={chart} run={run} />
      ))}
    </div>
  );
}

function Chart({ chart, run }: { chart: RunChart; run: Run }) {
  const best = chart.perEpoch ? run.best_epoch : null;
  const mark = useMemo(
    () => (best === null ? undefined : { x: best, label: `best: epoch ${best}` }),
    [best],
  );
  return (
    <div className={classes.chart}>
      <LineChart
        label={chart.label}
        x={chart.x}
        series={chart.series}
        syncKey={run.id}
        mark={mark}
        {...(chart.scores && { format: formatScore })}
      />
    </div>
  );
}

function nothingYet(run: Run): string {
  if (run.status === "queued") return "The run waits in the queue. Its curves begin with it.";
  if (isActive(run)) return "The model is being built and the data read. The first curve follows.";
  return "The run ended before it had learned anything: there is no curve.";
}
