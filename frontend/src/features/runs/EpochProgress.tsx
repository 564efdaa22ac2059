import type { CSSProperties } from "react";
import { formatNumber } from "../../ui/format";
import classes from "./EpochProgress.module.css";
import type { Run } from "./queries";

/** Completed epochs of all, in figures and as a thin bar. One element each: a list has many. */
export function EpochProgress({ run }: { run: Run }) {
  const share = run.epochs > 0 ? (100 * run.epoch) / run.epochs : 0;
  return (
    <div
      className={classes.progress}
      data-status={run.status}
      style={{ "--share": `${share}%` } as CSSProperties}
    >
      {formatNumber(run.epoch)}
      <span className={classes.of}> / {run.epochs > 0 ? formatNumber(run.epochs) : "–"}</span>
    </div>
  );
}
