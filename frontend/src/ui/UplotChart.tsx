import { useComputedColorScheme } from "@mantine/core";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { formatMetric } from "./format";
import type { LineChartProps, LineSeries } from "./LineChart";
import classes from "./UplotChart.module.css";

const COLOURS = ["backbone", "head", "custom", "warning", "accent", "error", "join", "text"];

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--ys-${name}`).trim();
}

function colourOf(series: LineSeries | undefined, index: number): string {
  return series?.colour ?? token(COLOURS[index % COLOURS.length] ?? "text");
}

/** A logarithm has no place for zero and below: such points are left out. */
function asData(props: LineChartProps, log: boolean): uPlot.AlignedData {
  const drawn = props.series.map((line) =>
    line.values.map((value) => (log && value !== null && value <= 0 ? null : value)),
  );
  return [[...props.x], ...drawn];
}

const WHOLE_STEPS = [1, 2, 5].flatMap((step) => [1, 10, 100, 1000, 10_000].map((by) => step * by));

/** Lines that are nought all along, as measures at first, are not drawn against a hundred. */
function linearRange(_plot: uPlot, low: number | null, high: number | null): uPlot.Range.MinMax {
  if (low === null || high === null) return [null, null];
  return low === 0 && high === 0 ? [0, 1] : uPlot.rangeNum(low, high, 0.1, true);
}

/** An upright dashed line at the mark, with its word above the plot. */
function drawMark(plot: uPlot, mark: LineChartProps["mark"]): void {
  if (!mark) return;
  const { ctx, bbox } = plot;
  const x = Math.round(plot.valToPos(mark.x, "x", true));
  if (x < bbox.left || x > bbox.left + bbox.width) return;
  const left = x > bbox.left + bbox.width / 2; // where there is more room for the word
  ctx.save();
  ctx.strokeStyle = token("muted");
  ctx.fillStyle = token("muted");
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.font = `${11 * devicePixelRatio}px "Inter Variable", sans-serif`;
  ctx.textAlign = left ? "right" : "left";
  ctx.textBaseline = "bottom";
  ctx.fillText(mark.label, x, bbox.top - 3 * devicePixelRatio);
  ctx.restore();
}

/** The chart behind `LineChart`; import that one. */
export function UplotChart(props: LineChartProps) {
  const {
    label,
    x,
    xLabel = "Epoch",
    series,
    height = 200,
    syncKey,
    format = formatMetric,
  } = props;
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const [log, setLog] = useState(false);
  const scheme = useComputedColorScheme();
  const names = series.map((line) => line.name).join("\n");

  const paintMark = useEffectEvent((chart: uPlot) => drawMark(chart, props.mark));

  const create = useEffectEvent((element: HTMLElement) => {
    const axis = {
      stroke: () => token("muted"),
      font: '11px "Inter Variable", sans-serif',
      grid: { stroke: () => token("border"), width: 1 },
      ticks: { show: false },
    };
    const options: uPlot.Options = {
      width: element.clientWidth,
      height,
      scales: { x: { time: false }, y: log ? { distr: 3 } : { range: linearRange } },
      cursor: { ...(syncKey && { sync: { key: syncKey } }), drag: { x: true, y: false } },
      hooks: { draw: [paintMark] },
      axes: [
        // Epochs and steps are whole: no tick at 1.5.
        { ...axis, size: 28, gap: 4, incrs: WHOLE_STEPS },
        { ...axis, size: 44, gap: 4, values: (_plot, ticks) => ticks.map((t) => axisText(t)) },
      ],
      series: [
        { label: xLabel, value: (plot, value) => axisText(value ?? lastOf(plot.data[0])) || "–" },
        ...series.map((line, index) => ({
          label: line.name,
          stroke: () => colourOf(line, index),
          width: 1.5,
          points: { size: 4 },
          // Where the cursor is elsewhere the legend shows where the line stands now.
          value: (plot: uPlot, value: number | null, at: number, row: number | null) =>
            format(row === null ? lastOf(plot.data[at] ?? []) : value),
        })),
      ],
    };
    return new uPlot(options, asData(props, log), element);
  });

  // Another set of lines or another scale is another chart; everything else is put into it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `create` reads the rest as it is now
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const chart = create(element);
    plot.current = chart;
    const resize = new ResizeObserver(() =>
      chart.setSize({ width: element.clientWidth, height: chart.height }),
    );
    resize.observe(element);
    return () => {
      resize.disconnect();
      chart.destroy();
      plot.current = null;
    };
  }, [names, log, syncKey, height]);

  const refill = useEffectEvent(() => plot.current?.setData(asData(props, log)));
  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn anew when the data are others
  useEffect(() => refill(), [x, series]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are read while drawing
  useEffect(() => plot.current?.redraw(false), [scheme, props.mark]);

  return (
    <figure className={classes.figure} aria-label={summary(props)}>
      <figcaption className={classes.caption}>
        <span>{label}</span>
        <button
          type="button"
          className={classes.scale}
          aria-pressed={log}
          aria-label={`Logarithmic scale for ${label}`}
          onClick={() => setLog(!log)}
        >
          log
        </button>
      </figcaption>
      <div ref={host} className={classes.plot} aria-hidden />
    </figure>
  );
}

function lastOf(values: ArrayLike<number | null | undefined>): number | null {
  return Array.from(values).findLast((value) => value != null) ?? null;
}

function axisText(value: number | null): string {
  if (value === null) return "";
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 100_000)) return value.toExponential(0);
  return String(Number(value.toPrecision(4)));
}

/** What a chart says to somebody who does not see it: the last value of each line. */
function summary({ label, series, format = formatMetric }: LineChartProps): string {
  const last = series.map((line) => {
    return `${line.name} ${format(lastOf(line.values))}`;
  });
  return last.length > 0 ? `${label}; last: ${last.join(", ")}` : label;
}
