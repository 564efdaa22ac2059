import { Table } from "@mantine/core";
import type { KeyboardEvent } from "react";
import { Link } from "react-router";
import { formatDuration } from "../../ui/format";
import { RelativeTime } from "../../ui/RelativeTime";
import { StatusBadge } from "../../ui/StatusBadge";
import { EpochProgress } from "./EpochProgress";
import { formatScore, MAP50, MAP50_95 } from "./metrics";
import type { Run } from "./queries";
import classes from "./RunsTable.module.css";
import { isActive, runModel, runSeconds } from "./run";
import { useNow } from "./useNow";

/** Runs with how far they are and how good. Arrow keys move from run to run. */
export function RunsTable({ runs }: { runs: readonly Run[] }) {
  const now = useNow(runs.some(isActive));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the links within have the focus
    <div className={classes.scroll} onKeyDown={moveFocus}>
      <Table highlightOnHover className={classes.table ?? ""}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>State</Table.Th>
            <Table.Th>Run</Table.Th>
            <Table.Th>Data set</Table.Th>
            <Table.Th>Epochs</Table.Th>
            <Table.Th className={`${classes.number} ${classes.wide}`}>mAP50</Table.Th>
            <Table.Th className={classes.number ?? ""}>mAP50-95</Table.Th>
            <Table.Th className={`${classes.number} ${classes.wide}`}>Duration</Table.Th>
            <Table.Th className={classes.number ?? ""}>Created</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {runs.map((run) => (
            <Table.Tr key={run.id}>
              <Table.Td>
                <StatusBadge status={run.status} />
              </Table.Td>
              <Table.Td>
                <Link to={`/runs/${run.id}`} className={classes.link} data-run={run.id}>
                  {runModel(run)}
                </Link>
                <div className={classes.id}>{run.id}</div>
              </Table.Td>
              <Table.Td>{run.dataset}</Table.Td>
              <Table.Td>
                <EpochProgress run={run} />
              </Table.Td>
              <Table.Td className={`${classes.number} ${classes.wide}`}>
                {formatScore(run.best[MAP50])}
              </Table.Td>
              <Table.Td className={classes.number ?? ""}>
                {formatScore(run.best[MAP50_95])}
              </Table.Td>
              <Table.Td className={`${classes.number} ${classes.wide}`}>
                {formatDuration(runSeconds(run, now))}
              </Table.Td>
              <Table.Td className={classes.number ?? ""}>
                <RelativeTime time={run.created} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function moveFocus(event: KeyboardEvent<HTMLElement>) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>("a[data-run]")];
  const at = links.indexOf(document.activeElement as HTMLElement);
  const next = links[at + step];
  if (at < 0 || !next) return;
  event.preventDefault();
  next.focus();
}
