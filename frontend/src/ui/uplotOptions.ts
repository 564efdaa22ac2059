import uPlot from "uplot";
import type { ChartZoom } from "./chartZoom";
import type { LineChartProps, LineSeries } from "./LineChart";

const COLOURS = ["backbone", "head", "custom", "warning", "accent", "error", "join", "text"];
const WHOLE_STEPS = [1, 2, 5].flatMap((step) => [1, 10, 100, 1000, 10_000].map((by) => step * by));
const FINER_STEPS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, ...WHOLE_STEPS];

const tokens = new Map<string, string>();

/** A colour as it is in the present scheme; asked for at each drawing, so that it is remembered. */
export function token(name: string): string {
  const root = document.documentElement;
  const key = `${root.dataset.mantineColorScheme} ${name}`;
  const known = tokens.get(key) ?? getComputedStyle(root).getPropertyValue(`--ys-${name}`).trim();
  tokens.set(key, known);
  return known;
}

export function colourOf(series: LineSeries | undefined, index: number): string {
  return token(series?.colour ?? COLOURS[index % COLOURS.length] ?? "text");
}

/** Columns as they are drawn: those before smoothing first, so that they lie behind. */
export function asData({ x, series }: LineChartProps, log: boolean): uPlot.AlignedData {
  const raw = series.flatMap((line) => (line.raw ? [line.raw] : []));
  const columns = [...raw, ...series.map((line) => line.values)];
  // uPlot only reads its data; a logarithm has no place for zero and below.
  const drawn = log ? columns.map((column) => column.map(positive)) : columns;
  return [x, ...drawn] as unknown as uPlot.AlignedData;
}

function positive(value: number | null): number | null {
  return value !== null && value <= 0 ? null : value;
}

/** Lines that are nought all along, as measures at first, are not drawn against a hundred. */
function linearRange(_plot: uPlot, low: number | null, high: number | null): uPlot.Range.MinMax {
  if (low === null || high === null) return [null, null];
  return low === 0 && high === 0 ? [0, 1] : uPlot.rangeNum(low, high, 0.1, true);
}

export interface Wiring {
  props: LineChartProps;
  log: boolean;
  width: number;
  draw: (plot: uPlot) => void;
  format: (value: number | null) => string;
}

export function optionsOf({ props, log, width, draw, format }: Wiring): uPlot.Options {
  const { series, xLabel = "Epoch", height = 200, syncKey, axis: write = axisText, zoom } = props;
  const raw = series.flatMap((line, index) => (line.raw ? [{ line, index }] : []));
  const axis = {
    stroke: () => token("muted"),
    font: '11px "Inter Variable", sans-serif',
    grid: { stroke: () => token("border"), width: 1 },
    ticks: { show: false },
  };
  const whole = props.x.every(Number.isInteger); // epochs: no tick at 1.5
  return {
    width,
    height,
    scales: {
      x: {
        time: false,
        range: (_plot, low, high) => [...(zoom?.getState().range ?? [low, high])] as Pair,
      },
      y: log ? { distr: 3 } : { range: linearRange },
    },
    cursor: {
      ...(syncKey && { sync: { key: syncKey, filters: { pub: isHover, sub: () => true } } }),
      drag: { x: true, y: false, setScale: !zoom },
      ...(zoom && { bind: { dblclick: () => () => showAll(zoom) } }),
    },
    hooks: { draw: [draw], ...(zoom && { setSelect: [(plot: uPlot) => select(plot, zoom)] }) },
    axes: [
      { ...axis, size: 28, gap: 4, incrs: whole ? WHOLE_STEPS : FINER_STEPS },
      { ...axis, size: 48, gap: 4, values: (_plot, ticks) => ticks.map((tick) => write(tick)) },
    ],
    series: [
      { label: xLabel, value: (plot, value) => axisText(value ?? lastOf(plot.data[0])) || "–" },
      ...raw.map(({ line, index }) => ({
        label: `${line.name}, not smoothed`,
        class: "raw",
        stroke: () => `${colourOf(line, index)}55`,
        width: 1,
        points: { show: false },
        spanGaps: true,
      })),
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
}

type Pair = [number, number];

/** Charts share where one looks, not what one selects: the selection comes back to all as a range. */
function isHover(type: string): boolean {
  return type === "mousemove" || type === "mouseleave";
}

function showAll(zoom: ChartZoom): null {
  zoom.setState({ range: null });
  return null;
}

function select(plot: uPlot, zoom: ChartZoom): void {
  const { left, width } = plot.select;
  if (width < 3) return; // a click
  const range = [plot.posToVal(left, "x"), plot.posToVal(left + width, "x")] as const;
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  zoom.setState({ range });
}

export function lastOf(values: ArrayLike<number | null | undefined>): number | null {
  for (let at = values.length - 1; at >= 0; at--) {
    const value = values[at];
    if (value !== null && value !== undefined) return value;
  }
  return null;
}

export function axisText(value: number | null): string {
  if (value === null) return "";
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 100_000)) return value.toExponential(0);
  return String(Number(value.toPrecision(4)));
}

/** An upright dashed line at the mark, with its word above the plot. */
export function drawMark(plot: uPlot, mark: LineChartProps["mark"]): void {
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
