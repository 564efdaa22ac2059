import { Tooltip } from "@mantine/core";
import { Link } from "react-router";
import { formatBytes, formatNumber } from "../../ui/format";
import { RelativeTime } from "../../ui/RelativeTime";
import { Stat } from "../../ui/Stat";
import classes from "./CheckpointFacts.module.css";
import { classNames } from "./checkpoint";
import type { CheckpointDetail } from "./queries";

/** Where it came from, what it detects, how large it is. */
export function CheckpointFacts({ checkpoint }: { checkpoint: CheckpointDetail }) {
  const { run, dataset, task, imgsz, epoch, scale, parameters, bytes, created } = checkpoint;
  const names = classNames(checkpoint.names);
  return (
    <section className={classes.facts} aria-label="Facts">
      <Stat
        label="From"
        value={
          run === null ? (
            "Imported file"
          ) : (
            <Link className={classes.link} to={`/runs/${run}`}>
              Run on {dataset ?? "an unknown data set"}
            </Link>
          )
        }
        hint={<RelativeTime time={created} />}
      />
      <Stat
        label="Task"
        value={task ?? "–"}
        hint={imgsz === null ? undefined : `trained at ${imgsz} px`}
      />
      <Stat
        label="Classes"
        value={names.length > 0 ? formatNumber(names.length) : "–"}
        hint={
          <Tooltip label={names.join(", ")} multiline maw={480} disabled={names.length === 0}>
            <span className={classes.names}>{names.join(", ")}</span>
          </Tooltip>
        }
      />
      <Stat
        label="Parameters"
        value={parameters > 0 ? formatNumber(parameters) : "–"}
        hint={scale === null ? undefined : `scale ${scale}`}
      />
      <Stat
        label="File"
        value={formatBytes(bytes)}
        hint={
          epoch === null
            ? undefined
            : `after ${formatNumber(epoch)} ${epoch === 1 ? "epoch" : "epochs"}`
        }
      />
    </section>
  );
}
