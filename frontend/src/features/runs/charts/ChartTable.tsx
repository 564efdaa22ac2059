import { Table as Rows } from "@mantine/core";
import { useStore } from "zustand";
import type { ChartZoom } from "../../../ui/chartZoom";
import { Dialog } from "../../../ui/Dialog";
import { formatNumber } from "../../../ui/format";
import type { RunChart } from "../charts";
import { rowsWithin, type Table } from "../table";
import classes from "./ChartTable.module.css";

const MOST = 500;

interface ChartTableProps {
  chart: RunChart;
  table: Table;
  zoom: ChartZoom;
  onClose: () => void;
}

/** The values that a chart draws, with all their digits, the newest first. */
export function ChartTable({ chart, table, zoom, onClose }: ChartTableProps) {
  const { range } = useStore(zoom);
  const [from, to] = range ? rowsWithin(table.x, range) : [0, table.x.length];
  const rows = Array.from({ length: Math.min(MOST, to - from) }, (_, at) => to - 1 - at);
  return (
    <Dialog onClose={onClose} size="lg" title={chart.label}>
      {to - from > MOST && (
        <p className={classes.note}>
          The last {MOST} of {formatNumber(to - from)} points; zoom to others, or save all as CSV.
        </p>
      )}
      <Rows.ScrollContainer minWidth={320} maxHeight="60vh">
        <Rows stickyHeader aria-label={`Values of ${chart.label}`}>
          <Rows.Thead>
            <Rows.Tr>
              <Rows.Th scope="col">Epoch</Rows.Th>
              {chart.lines.map(({ name, column }) => (
                <Rows.Th key={column} scope="col" className={classes.number ?? ""}>
                  {name}
                </Rows.Th>
              ))}
            </Rows.Tr>
          </Rows.Thead>
          <Rows.Tbody>
            {rows.map((row) => (
              <Rows.Tr key={table.x[row]}>
                <Rows.Td>{Number((table.x[row] ?? 0).toFixed(4))}</Rows.Td>
                {chart.lines.map(({ column }) => (
                  <Rows.Td key={column} className={classes.number ?? ""}>
                    {table.series[column]?.[row] ?? "–"}
                  </Rows.Td>
                ))}
              </Rows.Tr>
            ))}
          </Rows.Tbody>
        </Rows>
      </Rows.ScrollContainer>
    </Dialog>
  );
}
