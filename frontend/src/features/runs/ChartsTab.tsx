import { Button, Menu, Slider } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import { ErrorState } from "../../ui/ErrorState";
import type { Range } from "../../ui/LineChart";
import { BlockSkeleton } from "../../ui/Skeletons";
import classes from "./ChartsTab.module.css";
import { chartsOf, isEmpty, type RunChart } from "./charts";
import { arranged, PLAIN, toggled } from "./charts/arrangement";
import { ChartCard } from "./charts/ChartCard";
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
  const [range, setRange] = useState<Range | null>(null);
  const tables = useDetail(run.id, view, range);
  const charts = useStable(chartsOf(tables));
  const shown = arranged(charts, arrangement);
  const key = shown.map(({ id }) => id).join("\n");
  const ids = useMemo(() => key.split("\n"), [key]);
  const zoom = useCallback((next: Range | null) => setRange(next), []);

  if (!ready && error) return <ErrorState error={error} onRetry={retry} />;
  if (!ready) return <BlockSkeleton height={320} />;
  if (isEmpty(view)) return <p role="status">{nothingYet(run)}</p>;
  return (
    <>
      <div className={classes.tools}>
        <label className={classes.smoothing} htmlFor="smoothing">
          Smoothing
          <Slider
            thumbProps={{ id: "smoothing" }}
            className={classes.slider ?? ""}
            size="xs"
            min={0}
            max={0.99}
            step={0.01}
            label={(value) => value.toFixed(2)}
            thumbLabel="Smoothing"
            value={arrangement.smoothing}
            onChange={(smoothing) => arrange((now) => ({ ...now, smoothing }))}
          />
          <span className={classes.weight}>{arrangement.smoothing.toFixed(2)}</span>
        </label>
        <span className={classes.hint}>
          {range
            ? `Epoch ${place(range[0])} to ${place(range[1])}`
            : "Drag across a chart to look closer."}
        </span>
        {range && (
          <Button variant="default" size="compact-sm" onClick={() => setRange(null)}>
            Show all
          </Button>
        )}
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" size="compact-sm">
              {arrangement.hidden.length > 0 ? `Charts, ${hiddenWords(charts, shown)}` : "Charts"}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {charts.map(({ id, label }) => (
              <Menu.Item
                key={id}
                closeMenuOnClick={false}
                role="menuitemcheckbox"
                aria-checked={!arrangement.hidden.includes(id)}
                leftSection={<span aria-hidden>{arrangement.hidden.includes(id) ? "☐" : "☑"}</span>}
                onClick={() => arrange((now) => ({ ...now, hidden: toggled(now.hidden, id) }))}
              >
                {label}
              </Menu.Item>
            ))}
            <Menu.Divider />
            <Menu.Item onClick={() => arrange(() => PLAIN)}>Arrange as at first</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
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
            range={range}
            onZoom={zoom}
            best={chart.table === "epochs" ? run.best_epoch : null}
          />
        ))}
      </div>
    </>
  );
}

/** The tables of the view, with the shown stretch in all the detail that can be seen. */
function useDetail(id: string, view: RunView, range: Range | null): Tables {
  const { batches, machine, epochs, resumed } = view;
  const { data } = useQuery({ ...stretchQuery(id, range ?? [0, 0], resumed), enabled: !!range });
  const detail = useMemo(() => (range && data ? tablesOf(data) : undefined), [range, data]);
  return useMemo(
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

function hiddenWords(charts: readonly RunChart[], shown: readonly RunChart[]): string {
  return `${charts.length - shown.length} hidden`;
}

function place(epoch: number): string {
  return String(Number(epoch.toFixed(2)));
}

function nothingYet(run: Run): string {
  if (run.status === "queued") return "The run waits in the queue. Its curves begin with it.";
  if (isActive(run)) return "The model is being built and the data read. The first curve follows.";
  return "The run ended before it had learned anything: there is no curve.";
}
