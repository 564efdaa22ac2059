import { Progress } from "@mantine/core";
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
      <Progress.Root size={3} radius={0} transitionDuration={0}>
        <Progress.Section
          value={share}
          color={COLOURS[run.status] ?? "var(--ys-border-strong)"}
          aria-label="Epochs done"
        />
      </Progress.Root>
    </div>
  );
}
