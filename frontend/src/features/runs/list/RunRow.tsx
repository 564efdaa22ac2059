import { NotebookPen } from "lucide-react";
import { memo } from "react";
import { formatDuration } from "../../../ui/format";
import { RelativeTime } from "../../../ui/RelativeTime";
import { Sparkline } from "../../../ui/Sparkline";
import { StatusBadge } from "../../../ui/StatusBadge";
import { EpochProgress } from "../EpochProgress";
import { formatScore, metricName } from "../metrics";
import type { Run } from "../queries";
import classes from "../RunsTable.module.css";
import { runModel, runSeconds } from "../run";
import { type Column, textOf } from "./columns";
import { mainValue } from "./main";

interface RunRowProps {
  run: Run;
  /** Among all rows of the table, heading included, from 1. */
  place: number;
  columns: readonly Column[];
  /** Whether the heading says what the main metric is; else each row does. */
  named: boolean;
  /** In milliseconds; of no account for runs that are over. */
  now: number;
  ticked: boolean;
  onTick: ((id: string, event: { shiftKey: boolean }) => void) | undefined;
}

/** One run. Drawn anew only when something of it changes. The table follows its links. */
export const RunRow = memo(function RunRow(props: RunRowProps) {
  const { run, place, columns, named, now, ticked, onTick } = props;
  return (
    <tr aria-rowindex={place} data-ticked={ticked || undefined}>
      {onTick && (
        <td className={classes.tick}>
          <input
            type="checkbox"
            aria-label={`Tick ${runModel(run)}, ${run.id}`}
            checked={ticked}
            tabIndex={-1} // Space on the run's link does the same
            onClick={(event) => onTick(run.id, event)}
            onChange={() => {}} // the click knows of Shift
          />
        </td>
      )}
      <td>
        <StatusBadge status={run.status} />
      </td>
      <td className={classes.model}>
        <div className={classes.name}>
          <a href={`/runs/${run.id}`} className={classes.link} data-run={run.id}>
            {runModel(run)}
          </a>
          {run.tags?.map((tag) => (
            <a key={tag} href={`/runs?q=tag:${encodeURIComponent(tag)}`} className={classes.tag}>
              {tag}
            </a>
          ))}
          {run.note && (
            <span className={classes.note} title={run.note}>
              <NotebookPen size={12} aria-label={`Note: ${run.note}`} />
            </span>
          )}
        </div>
        <div className={classes.id}>{run.id}</div>
      </td>
      <td className={classes.dataset}>{run.dataset}</td>
      <td>
        <EpochProgress run={run} />
      </td>
      <td>
        <div
          className={classes.curve}
          title={run.curve.metric ? `${metricName(run.curve.metric)} by epoch` : undefined}
        >
          <Sparkline values={run.curve.values ?? []} />
          <div>
            <div>{formatScore(mainValue(run))}</div>
            {!named && run.curve.metric && (
              <div className={classes.which}>{metricName(run.curve.metric)}</div>
            )}
          </div>
        </div>
      </td>
      {columns.map((column) => (
        <td key={column.id} className={column.number ? classes.number : classes.plain}>
          {textOf(column, column.value(run, now))}
        </td>
      ))}
      <td className={`${classes.number} ${classes.wide}`}>
        {formatDuration(runSeconds(run, now))}
      </td>
      <td className={classes.number}>
        <RelativeTime time={run.created} plain />
      </td>
    </tr>
  );
});
