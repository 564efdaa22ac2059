import { Progress } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { statusQuery } from "../../app/status";
import { formatDuration, formatNumber } from "../../ui/format";
import { RelativeTime } from "../../ui/RelativeTime";
import { Stat } from "../../ui/Stat";
import { formatScore, headlines, metricName } from "./metrics";
import type { Run } from "./queries";
import classes from "./RunFacts.module.css";
import { extendedFrom, isActive, runSeconds } from "./run";
import { type RunView, recentSpeed } from "./runView";
import { useNow } from "./useNow";

/** How far, how long, how good: what one looks at first. */
export function RunFacts({ run, view }: { run: Run; view: RunView }) {
  const active = isActive(run);
  const now = useNow(active);
  const speed = recentSpeed(view);
  const [first, second] = headlines(run.task);
  const place = (useQuery(statusQuery).data?.queued.indexOf(run.id) ?? -1) + 1;
  return (
    <section className={classes.facts} aria-label="Progress">
      {active && (
        <Progress
          className={classes.bar ?? ""}
          size={3}
          radius={0}
          transitionDuration={0}
          value={share(run, view)}
          color="var(--ys-accent)"
          aria-label="Progress of the training"
        />
      )}
      <Stat
        label="Epoch"
        value={`${formatNumber(run.epoch)} / ${run.epochs > 0 ? formatNumber(run.epochs) : "–"}`}
        hint={batchNote(run, view, place)}
      />
      <Stat
        label={active ? "Time left" : "Duration"}
        value={formatDuration(active ? run.eta : runSeconds(run, now))}
        hint={
          active ? (
            run.started && `${formatDuration(runSeconds(run, now))} so far`
          ) : (
            <RelativeTime time={run.ended ?? run.created} />
          )
        }
      />
      <Stat
        label={`Best ${metricName(first)}`}
        value={formatScore(run.best[first])}
        hint={run.best_epoch === null ? "after the first epoch" : `epoch ${run.best_epoch}`}
      />
      <Stat
        label={`Best ${metricName(second)}`}
        value={formatScore(run.best[second])}
        hint={run.epoch > 0 && `last ${formatScore(run.metrics[second])}`}
      />
      <Stat
        label="Speed"
        value={speed === null ? "–" : `${formatNumber(speed, speed < 100 ? 1 : 0)} images/s`}
        hint="while training"
      />
      <Stat
        label="Model"
        value={
          run.architecture ? (
            <Link className={classes.link} to={`/architectures/${run.architecture}`}>
              {run.architecture}
            </Link>
          ) : (
            <Link className={classes.link} to={`/checkpoints/${run.checkpoint}`}>
              {run.checkpoint}
            </Link>
          )
        }
        hint={[
          run.scale && `scale ${run.scale}`,
          view.start && `${formatNumber(view.start.parameters)} parameters`,
        ]
          .filter(Boolean)
          .join(", ")}
      />
      <Stat
        label="Data set"
        value={
          <Link className={classes.link} to={`/datasets/${run.dataset}`}>
            {run.dataset}
          </Link>
        }
        hint={view.start && `${formatNumber(view.start.images)} images, ${view.start.device}`}
      />
      {run.parent && (
        <Stat
          label="Sweep"
          value={
            <Link className={classes.link} to={`/sweeps/${run.parent}`}>
              run {run.trial}
            </Link>
          }
          hint="of its leaderboard"
        />
      )}
    </section>
  );
}

/** In per cent, the open epoch's batches included. */
function share(run: Run, { batch, start }: RunView): number {
  if (run.epochs <= 0) return 0;
  const within =
    isActive(run) && batch && start && batch.epoch > run.epoch ? batch.batch / start.batches : 0;
  return Math.min(100, (100 * (run.epoch + within)) / run.epochs);
}

function batchNote(run: Run, { batch, start }: RunView, place: number): string | false {
  if (run.status === "queued") {
    return place > 0 ? `waits in the queue, place ${place}` : "waits in the queue";
  }
  if (!isActive(run)) return extendedFrom(run, "epochs", 100) ?? false;
  if (!start) return "building the model";
  if (!batch || batch.epoch <= run.epoch) return "next epoch";
  return batch.batch < start.batches
    ? `batch ${formatNumber(batch.batch)} of ${formatNumber(start.batches)}`
    : "validating";
}
