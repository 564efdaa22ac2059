import { Link } from "react-router";
import { formatDuration } from "../../ui/format";
import { Stat } from "../../ui/Stat";
import { StatusBadge } from "../../ui/StatusBadge";
import { EpochProgress } from "../runs/EpochProgress";
import { mainValue } from "../runs/list/main";
import { formatScore, metricName } from "../runs/metrics";
import type { Run } from "../runs/queries";
import { runTitle } from "../runs/run";
import classes from "./ActiveRuns.module.css";

/** Runs that go on or wait, each with how far it is. */
export function ActiveRuns({ runs }: { runs: readonly Run[] }) {
  return (
    <ul className={classes.list}>
      {runs.map((run) => (
        <li key={run.id}>
          <div className={classes.what}>
            <StatusBadge status={run.status} />
            <Link to={`/runs/${run.id}`}>{runTitle(run)}</Link>
          </div>
          <EpochProgress run={run} />
          <Stat
            label={run.curve.metric ? `Best ${metricName(run.curve.metric)}` : "Best result"}
            value={formatScore(mainValue(run))}
          />
          <Stat label="Time left" value={formatDuration(run.eta)} />
        </li>
      ))}
    </ul>
  );
}
