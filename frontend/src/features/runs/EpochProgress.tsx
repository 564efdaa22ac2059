import { formatNumber } from "../../ui/format";
import classes from "./EpochProgress.module.css";
import type { Run } from "./queries";

const COLOURS: Record<string, string> = {
  running: "var(--ys-accent)",
  stopping: "var(--ys-warning)",
  completed: "var(--ys-ok)",
  failed: "var(--ys-error)",
};

/** Completed epochs of all, in figures and as a thin bar. */
export function EpochProgress({ run }: { run: Run }) {
  const share = run.epochs > 0 ? (100 * run.epoch) / run.epochs : 0;
  return (
    <div className={classes.progress}>
      <span>
        {formatNumber(run.epoch)}
        <span className={classes.of}> / {run.epochs > 0 ? formatNumber(run.epochs) : "–"}</span>
      </span>
      <div
        className={classes.bar}
        role="progressbar"
        aria-label="Epochs done"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share)}
      >
        <div
          style={{
            width: `${share}%`,
            background: COLOURS[run.status] ?? "var(--ys-border-strong)",
          }}
        />
      </div>
    </div>
  );
}
