import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { useStore } from "zustand";
import { type ChartZoom, createZoom } from "../../ui/chartZoom";
import { ErrorState } from "../../ui/ErrorState";
import { BlockSkeleton } from "../../ui/Skeletons";
import classes from "./ChartsTab.module.css";
import { chartsOf, isEmpty, type RunChart } from "./charts";
import { arranged } from "./charts/arrangement";
import { ChartCard } from "./charts/ChartCard";
import { ChartTools } from "./charts/ChartTools";
import { useArrangement } from "./charts/useArrangement";
import type { Run } from "./queries";
import { isActive } from "./run";
import { type RunView, type Tables, tablesOf } from "./runView";
import { refined } from "./table";
import type { Watched } from "./useRunView";
import { stretchQuery } from "./watchQueries";

/** The curves of the run: batch by batch as it learns, epoch by epoch as it is validated. */
export function ChartsTab({ run, watched }: { run: Run; watched: Watched }) {
  const { view, ready, error, retry } = watched;
  const { arrangement, arrange } = useArrangement();
  const [zoom] = useState(createZoom);
  const tables = useDetail(run.id, view, zoom);
  const charts = useStable(useMemo(() => chartsOf(tables), [tables]));
  const shown = arranged(charts, arrangement);
  const key = shown.map(({ id }) => id).join("\n");
  const ids = useMemo(() => key.split("\n"), [key]);

  if (!ready && error) return <ErrorState error={error} onRetry={retry} />;
  if (!ready) return <BlockSkeleton height={320} />;
  if (isEmpty(view)) return <p role="status">{nothingYet(run)}</p>;
  return (
    <>
      <ChartTools charts={charts} arrangement={arrangement} arrange={arrange} zoom={zoom} />
      <div className={classes.grid}>
        {shown.map((chart) => (
          <ChartCard
            key={chart.id}
            run={run.id}
            chart={chart}
            table={tables[chart.table]}
            arrangement={arrangement}
            shown={ids}
            arrange={arrange}
            zoom={zoom}
            best={chart.table === "epochs" ? run.best_epoch : null}
          />
        ))}
      </div>
    </>
  );
}

/** How long the shown stretch stays the same before its detail is asked for: one may zoom on. */
const SETTLED_MS = 60;

/**
 * The tables of the view, with the stretch that was last looked at in all the detail that can be
 * seen. It stays while all is shown again: to take it out would draw every chart anew for nothing.
 */
function useDetail(id: string, { batches, machine, epochs, resumed }: RunView, zoom: ChartZoom) {
  const { range } = useStore(zoom);
  const [settled] = useDebouncedValue(range, SETTLED_MS);
  const { data } = useQuery({
    ...stretchQuery(id, settled ?? [0, 0], resumed),
    enabled: settled !== null,
  });
  const detail = useMemo(
    () => (data?.resumed === resumed ? tablesOf(data) : undefined),
    [data, resumed],
  );
  return useMemo<Tables>(
    () => ({
      batches: refined(batches, detail?.batches),
      machine: refined(machine, detail?.machine),
      epochs: refined(epochs, detail?.epochs),
    }),
    [batches, machine, epochs, detail],
  );
}

/** The same charts as long as they say the same, whatever their tables hold: they need not be drawn anew. */
function useStable(charts: RunChart[]): RunChart[] {
  const [kept, setKept] = useState(charts);
  const same = told(charts) === told(kept);
  useEffect(() => {
    if (!same) setKept(charts);
  });
  return same ? kept : charts;
}

function told(charts: readonly RunChart[]): string {
  return JSON.stringify(charts.map(({ id, label, lines }) => [id, label, lines]));
}

function nothingYet(run: Run): string {
  if (run.status === "queued") return "The run waits in the queue. Its curves begin with it.";
  if (isActive(run)) return "The model is being built and the data read. The first curve follows.";
  return "The run ended before it had learned anything: there is no curve.";
}
