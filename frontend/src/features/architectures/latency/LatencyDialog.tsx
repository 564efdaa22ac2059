import { Button, Group, Loader, Table, Text } from "@mantine/core";
import { ArrowDown, ArrowUp } from "lucide-react";
import { useState } from "react";
import { Dialog } from "../../../ui/Dialog";
import { ErrorState } from "../../../ui/ErrorState";
import { formatPercent } from "../../../ui/format";
import type { Card } from "../cards";
import type { View } from "../queries";
import classes from "./LatencyDialog.module.css";
import { formatMs, type SortKey, sorted, timedRows } from "./latency";
import type { LatencyState } from "./useLatency";

interface LatencyDialogProps {
  state: LatencyState;
  cards: readonly Card[];
  view: View;
  onSelect: (id: string) => void;
  onClose: () => void;
}

const COLUMNS: { key: SortKey; label: string }[] = [
  { key: "index", label: "Row" },
  { key: "module", label: "Module" },
  { key: "ms", label: "Time" },
];

/** How long each row takes on this machine, measured when asked. */
export function LatencyDialog({ state, cards, view, onSelect, onClose }: LatencyDialogProps) {
  const { latency, measuring, measure, error } = state;
  return (
    <Dialog onClose={onClose} title="Latency on this machine" size="lg">
      <div className={classes.head}>
        {latency ? (
          <p>
            <b>{formatMs(latency.total_ms)}</b> a picture of {view.imgsz} × {view.imgsz} pixels on{" "}
            {latency.device}, {latency.threads === 1 ? "1 thread" : `${latency.threads} threads`},
            median of {latency.repeats} passes{view.scale && `, scale ${view.scale}`}. The rows'
            times stand on their cards, too, until the text changes.
          </p>
        ) : (
          <p>
            Runs the model in inference form a few times, one picture at a time, and takes the
            median of each row. It takes some seconds. Other work on the machine shows in it.
          </p>
        )}
        <Group justify="end">
          <Button
            data-autofocus
            variant={latency ? "default" : "filled"}
            loading={measuring}
            loaderProps={{ children: <Loader size="xs" type="dots" /> }}
            onClick={measure}
          >
            {latency ? "Measure again" : "Measure"}
          </Button>
        </Group>
      </div>
      {error && <ErrorState error={error} />}
      {latency && (
        <TimedTable
          rows={timedRows(cards, latency)}
          onSelect={(id) => {
            onSelect(id);
            onClose();
          }}
        />
      )}
    </Dialog>
  );
}

interface TimedTableProps {
  rows: ReturnType<typeof timedRows>;
  onSelect: (id: string) => void;
}

function TimedTable({ rows, onSelect }: TimedTableProps) {
  const [{ key, down }, setOrder] = useState<{ key: SortKey; down: boolean }>({
    key: "ms",
    down: true,
  });
  const longest = Math.max(...rows.map(({ ms }) => ms));
  return (
    <Table className={classes.table ?? ""} aria-label="Time of each row">
      <Table.Thead>
        <Table.Tr>
          {COLUMNS.map((column) => {
            const here = column.key === key;
            const Arrow = down ? ArrowDown : ArrowUp;
            return (
              <Table.Th
                key={column.key}
                aria-sort={here ? (down ? "descending" : "ascending") : "none"}
              >
                <button
                  type="button"
                  className={classes.sort}
                  onClick={() =>
                    setOrder({ key: column.key, down: here ? !down : column.key === "ms" })
                  }
                >
                  {column.label}
                  {here && <Arrow size={12} aria-hidden />}
                </button>
              </Table.Th>
            );
          })}
          <Table.Th>Share</Table.Th>
          <Table.Th>Cost</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {sorted(rows, key, down).map((row) => (
          <Table.Tr key={row.id}>
            <Table.Td>{row.index}</Table.Td>
            <Table.Td>
              <button type="button" className={classes.row} onClick={() => onSelect(row.id)}>
                {row.module}
              </button>
            </Table.Td>
            <Table.Td>{formatMs(row.ms)}</Table.Td>
            <Table.Td>
              <div className={classes.share}>
                <i style={{ width: `${longest === 0 ? 0 : (row.ms / longest) * 100}%` }} />
                <span>{formatPercent(row.share)}</span>
              </div>
            </Table.Td>
            <Table.Td>
              <Text size="xs" c="dimmed" span>
                {row.gflops}
              </Text>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
