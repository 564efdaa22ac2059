import { ActionIcon, Menu } from "@mantine/core";
import { EllipsisVertical, GripVertical } from "lucide-react";
import { type DragEvent, memo, useMemo, useRef, useState } from "react";
import { LineChart, type Range } from "../../../ui/LineChart";
import { notifyProblem } from "../../../ui/notify";
import { saveFile } from "../../../ui/save";
import type { RunChart } from "../charts";
import type { Table } from "../table";
import { tableUrl } from "../watchQueries";
import type { Arrangement, Size } from "./arrangement";
import { moved, SIZES, shifted, toggled } from "./arrangement";
import classes from "./ChartCard.module.css";
import { ChartTable } from "./ChartTable";
import { smoothed } from "./smooth";

const HEIGHTS: Record<Size, number> = { normal: 200, wide: 260, full: 340 };
const SIZE_WORDS: Record<Size, string> = {
  normal: "Normal size",
  wide: "Two columns wide",
  full: "The whole width",
};
const DRAG = "application/x-yolosmith-chart";

interface ChartCardProps {
  run: string;
  chart: RunChart;
  table: Table;
  arrangement: Arrangement;
  /** Ids of the charts as they stand. */
  shown: readonly string[];
  arrange: (change: (now: Arrangement) => Arrangement) => void;
  range: Range | null;
  onZoom: (range: Range | null) => void;
  /** The best epoch, where the chart goes by epochs. */
  best: number | null;
}

/** One chart of the grid, with what can be done with it. */
export const ChartCard = memo(function ChartCard(props: ChartCardProps) {
  const { run, chart, table, arrangement, shown, arrange, range, onZoom, best } = props;
  const { id, label, format } = chart;
  const { smoothing } = arrangement;
  const [opened, setOpened] = useState(false);
  const [over, setOver] = useState(false);
  const picture = useRef<(() => Promise<Blob>) | null>(null);
  const columns = useMemo(() => chart.lines.map((line) => line.column), [chart.lines]);

  // A live table is a new one each time; only this chart's columns are smoothed anew.
  const series = useMemo(
    () =>
      chart.lines.map(({ name, column }) => {
        const values = table.series[column] ?? [];
        if (smoothing === 0) return { name, values };
        return { name, values: smoothed(values, smoothing), raw: values };
      }),
    [chart.lines, table, smoothing],
  );
  const mark = useMemo(
    () => (best === null ? undefined : { x: best, label: `best: epoch ${best}` }),
    [best],
  );
  const size = arrangement.sizes[id] ?? "normal";
  const at = shown.indexOf(id);

  async function savePicture() {
    try {
      if (picture.current) saveFile(`${run} ${label}.png`, await picture.current());
    } catch (error) {
      notifyProblem(error);
    }
  }

  function onDrop(event: DragEvent) {
    setOver(false);
    const dragged = event.dataTransfer.getData(DRAG);
    if (!dragged) return;
    event.preventDefault();
    arrange((now) => moved(now, shown, dragged, id));
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the menu moves it too
    <div
      className={classes.card}
      data-size={size}
      data-over={over || undefined}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(DRAG)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <LineChart
        label={label}
        x={table.x}
        series={series}
        height={HEIGHTS[size]}
        syncKey={run}
        mark={mark}
        format={format}
        log={arrangement.logs.includes(id)}
        onLog={() => arrange((now) => ({ ...now, logs: toggled(now.logs, id) }))}
        range={range}
        onZoom={onZoom}
        picture={picture}
        handle={
          <span
            className={classes.handle}
            draggable
            aria-hidden
            title="Drag to another place"
            onDragStart={(event) => event.dataTransfer.setData(DRAG, id)}
          >
            <GripVertical size={14} />
          </span>
        }
        tools={
          <Menu position="bottom-end" withinPortal>
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" size="sm" aria-label={`Menu of ${label}`}>
                <EllipsisVertical size={14} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => setOpened(true)}>Show as a table</Menu.Item>
              <Menu.Item onClick={savePicture}>Save as PNG</Menu.Item>
              <Menu.Item component="a" href={tableUrl(run, chart.table, columns)} download>
                Save as CSV, all points
              </Menu.Item>
              <Menu.Divider />
              <Menu.Item
                disabled={at <= 0}
                onClick={() => arrange((now) => shifted(now, shown, id, -1))}
              >
                Move one place back
              </Menu.Item>
              <Menu.Item
                disabled={at >= shown.length - 1}
                onClick={() => arrange((now) => shifted(now, shown, id, 1))}
              >
                Move one place on
              </Menu.Item>
              {SIZES.filter((one) => one !== size).map((one) => (
                <Menu.Item
                  key={one}
                  onClick={() => arrange((now) => ({ ...now, sizes: { ...now.sizes, [id]: one } }))}
                >
                  {SIZE_WORDS[one]}
                </Menu.Item>
              ))}
              <Menu.Item
                onClick={() => arrange((now) => ({ ...now, hidden: toggled(now.hidden, id) }))}
              >
                Hide
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        }
      />
      {opened && (
        <ChartTable chart={chart} table={table} range={range} onClose={() => setOpened(false)} />
      )}
    </div>
  );
});
