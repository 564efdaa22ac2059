import { Table } from "@mantine/core";
import { Link } from "react-router";
import { RelativeTime } from "../../ui/RelativeTime";
import { mainValue } from "../runs/list/main";
import { formatScore, metricName } from "../runs/metrics";
import type { Run } from "../runs/queries";
import { runModel } from "../runs/run";
import classes from "./BestResults.module.css";

/** One row for each data set: the run that did best on it. */
export function BestResults({ runs }: { runs: readonly Run[] }) {
  return (
    <div className={classes.scroll}>
      <Table highlightOnHover className={classes.table ?? ""}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Data set</Table.Th>
            <Table.Th>Run</Table.Th>
            <Table.Th>Best by</Table.Th>
            <Table.Th className={classes.number ?? ""}>Value</Table.Th>
            <Table.Th className={classes.number ?? ""}>At epoch</Table.Th>
            <Table.Th className={classes.number ?? ""}>Created</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {runs.map((run) => (
            <Table.Tr key={run.dataset}>
              <Table.Td>
                <Link to={`/datasets/${run.dataset}`}>{run.dataset}</Link>
              </Table.Td>
              <Table.Td>
                <Link to={`/runs/${run.id}`}>{runModel(run)}</Link>
              </Table.Td>
              <Table.Td>{run.curve.metric && metricName(run.curve.metric)}</Table.Td>
              <Table.Td className={classes.number ?? ""}>{formatScore(mainValue(run))}</Table.Td>
              <Table.Td className={classes.number ?? ""}>{run.best_epoch ?? "–"}</Table.Td>
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
