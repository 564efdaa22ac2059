import { GripVertical } from "lucide-react";
import { type DragEvent, memo, useMemo, useRef, useState } from "react";
import type { ChartZoom } from "../../../ui/chartZoom";
import { LineChart } from "../../../ui/LineChart";
import { notifyProblem } from "../../../ui/notify";
import { saveFile } from "../../../ui/save";
import type { RunChart } from "../charts";
import type { Table } from "../table";
import { tableUrl } from "../watchQueries";
import type { Arrangement, Size } from "./arrangement";
import { moved, shifted, toggled } from "./arrangement";
import classes from "./ChartCard.module.css";
import { ChartMenu } from "./ChartMenu";
import { ChartTable } from "./ChartTable";
import { smoothed } from "./smooth";

const HEIGHTS: Record<Size, number> = { normal: 200, wide: 260, full: 340 };
const DRAG = "application/x-yolosmith-chart";

interface ChartCardProps {
  run: string;
  chart: RunChart;
  table: Table;
  arrangement: Arrangement;
  /** Ids of the charts as they stand. */
  shown: readonly string[];
  arrange: (change: (now: Arrangement) => Arrangement) => void;
  zoom: ChartZoom;
  /** The best epoch, where the chart goes by epochs. */
  best: number | null;
}

/** One chart of the grid, with what can be done with it. */
export const ChartCard = memo(function ChartCard(props: ChartCardProps) {
  const { run, chart, table, arrangement, shown, arrange, zoom, best } = props;
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

  const handle = useMemo(
    () => (
      <span
        className={classes.handle}
        draggable
        aria-hidden
        title="Drag to another place"
        onDragStart={(event) => event.dataTransfer.setData(DRAG, id)}
      >
        <GripVertical size={14} />
      </span>
    ),
    [id],
  );
  // Kept from drawing to drawing: what is live are the lines.
  const menu = useMemo(
    () => (
      <ChartMenu
        label={label}
        csv={tableUrl(run, chart.table, columns)}
        size={size}
        place={at === 0 ? "first" : at === shown.length - 1 ? "last" : "between"}
        onTable={() => setOpened(true)}
        onPicture={() => void savePicture(`${run} ${label}.png`, picture.current)}
        onShift={(step) => arrange((now) => shifted(now, shown, id, step))}
        onSize={(next) => arrange((now) => ({ ...now, sizes: { ...now.sizes, [id]: next } }))}
        onHide={() => arrange((now) => ({ ...now, hidden: toggled(now.hidden, id) }))}
      />
    ),
    [run, id, label, chart.table, columns, size, at, shown, arrange],
  );

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
        axis={chart.axis}
        log={arrangement.logs.includes(id)}
        onLog={() => arrange((now) => ({ ...now, logs: toggled(now.logs, id) }))}
        zoom={zoom}
        picture={picture}
        handle={handle}
        tools={menu}
      />
      {opened && (
        <ChartTable chart={chart} table={table} zoom={zoom} onClose={() => setOpened(false)} />
      )}
    </div>
  );
});

async function savePicture(name: string, draw: (() => Promise<Blob>) | null): Promise<void> {
  try {
    if (draw) saveFile(name, await draw());
  } catch (error) {
    notifyProblem(error);
  }
}
