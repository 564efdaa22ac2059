import { Table } from "@mantine/core";
import { Link } from "react-router";
import { formatBytes } from "../../ui/format";
import { RelativeTime } from "../../ui/RelativeTime";
import { StatusBadge } from "../../ui/StatusBadge";
import classes from "./CheckpointsTable.module.css";
import { checkpointTitle, classNames } from "./checkpoint";
import type { Checkpoint } from "./queries";

/** As many class names as fit a row. */
const NAMES_SHOWN = 4;

export function CheckpointsTable({ checkpoints }: { checkpoints: readonly Checkpoint[] }) {
  return (
    <div className={classes.scroll}>
      <Table highlightOnHover className={classes.table ?? ""}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Checkpoint</Table.Th>
            <Table.Th>From</Table.Th>
            <Table.Th>Task</Table.Th>
            <Table.Th>Classes</Table.Th>
            <Table.Th>Custom modules</Table.Th>
            <Table.Th className={classes.number ?? ""}>Size</Table.Th>
            <Table.Th className={classes.number ?? ""}>Created</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {checkpoints.map((one) => (
            <Table.Tr key={one.id}>
              <Table.Td>
                <Link to={`/checkpoints/${one.id}`} className={classes.link}>
                  {checkpointTitle(one)}
                </Link>
                <div className={classes.id}>{one.id}</div>
              </Table.Td>
              <Table.Td>
                {one.run === null ? (
                  "Imported"
                ) : (
                  <Link to={`/runs/${one.run}`} className={classes.link}>
                    Run on {one.dataset ?? "an unknown data set"}
                  </Link>
                )}
              </Table.Td>
              <Table.Td>
                {one.state === "needs_acceptance" ? (
                  <StatusBadge status="changed" label="Waits for you" />
                ) : (
                  (one.task ?? "–")
                )}
              </Table.Td>
              <Table.Td>{someNames(classNames(one.names))}</Table.Td>
              <Table.Td>
                {one.modules.length > 0 ? (
                  <span className={classes.modules}>{one.modules.join(", ")}</span>
                ) : (
                  "–"
                )}
              </Table.Td>
              <Table.Td className={classes.number ?? ""}>{formatBytes(one.bytes)}</Table.Td>
              <Table.Td className={classes.number ?? ""}>
                <RelativeTime time={one.created} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function someNames(names: readonly string[]): string {
  if (names.length === 0) return "–";
  const more = names.length - NAMES_SHOWN;
  return names.slice(0, NAMES_SHOWN).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
