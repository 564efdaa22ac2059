import { useComputedColorScheme, VisuallyHidden } from "@mantine/core";
import {
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
} from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { drawPicture } from "./chartPicture";
import type { ChartZoom, Range } from "./chartZoom";
import { formatMetric } from "./format";
import classes from "./LineChart.module.css";
import { forgetPaint, paintNext, paintSoon } from "./paintQueue";
import { asData, axisText, colourOf, drawMark, lastOf, optionsOf, token } from "./uplotOptions";

export interface LineSeries {
  name: string;
  /** One value for each of `x`; null where there is none. */
  values: readonly (number | null)[];
  /** The values before they were smoothed, drawn faintly behind. */
  raw?: readonly (number | null)[];
  /** The name of a colour of the theme, as "text"; left out, one that differs from the other series'. */
  colour?: string;
}

export interface LineChartProps {
  /** What the chart shows: "Box loss". */
  label: string;
  /** Rising: epochs, steps or seconds. */
  x: readonly number[];
  xLabel?: string;
  series: readonly LineSeries[];
  /** In pixels, legend not included. */
  height?: number;
  /** Charts with the same key share their hover line. */
  syncKey?: string;
  /** An upright line with a word beside it, as at the best epoch. Memoise it. */
  mark?: { x: number; label: string } | undefined;
  /** Writes a value in the legend; left out, four significant places. */
  format?: (value: number | null) => string;
  /** Writes a value at the axis; left out, as a bare number. */
  axis?: ((value: number | null) => string) | undefined;
  /** Whether the scale is logarithmic; left out, the chart keeps that by itself. */
  log?: boolean;
  onLog?: (log: boolean) => void;
  /** The part of x that is shown, for charts that are zoomed together; left out, each by itself. */
  zoom?: ChartZoom;
  /** Beside the label, at the right. */
  tools?: ReactNode;
  /** Before the label: a handle to move the chart by. */
  handle?: ReactNode;
  /** Is given a function that draws the chart as a picture. */
  picture?: RefObject<(() => Promise<Blob>) | null>;
}

/**
 * Lines over a common x, with a legend that shows the values under the cursor and a switch to a
 * logarithmic scale. Appended data is drawn without building the chart again.
 */
export function LineChart(props: LineChartProps) {
  const { label, x, series, height = 200, syncKey, format = formatMetric, zoom } = props;
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const [ownLog, setOwnLog] = useState(false);
  const [told, setTold] = useState("");
  const scheme = useComputedColorScheme();
  const log = props.log ?? ownLog;
  const setLog = props.onLog ?? setOwnLog;
  const names = series.map((line) => `${line.name}${line.raw ? " smoothed" : ""}`).join("\n");

  const paintMark = useEffectEvent((chart: uPlot) => drawMark(chart, props.mark));

  const create = useEffectEvent((element: HTMLElement) => {
    const options = optionsOf({
      props,
      log,
      width: element.clientWidth,
      draw: (chart) => paintMark(chart),
      format,
    });
    plot.current = new uPlot(options, asData(props, log), element);
  });

  // Another set of lines or another scale is another chart; everything else is put into it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `create` reads the rest as it is now
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    paintSoon(element, () => create(element));
    const resize = new ResizeObserver(() => {
      const { current } = plot;
      if (!current || current.width === element.clientWidth) return;
      current.setSize({ width: element.clientWidth, height: current.height });
    });
    resize.observe(element);
    return () => {
      forgetPaint(element);
      resize.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [names, log, syncKey, height, zoom]);

  const refill = useEffectEvent(() => {
    const { current } = plot;
    current?.batch(() => current.setData(asData(props, log)));
  });
  const refillBy = useEffectEvent((turn: typeof paintSoon) => {
    if (plot.current && host.current) turn(host.current, () => refill());
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn anew when the data are others
  useEffect(() => refillBy(paintNext), [x, series]);
  useEffect(() => zoom?.subscribe(() => refillBy(paintSoon)), [zoom]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are read while drawing
  useEffect(() => plot.current?.redraw(false), [scheme, props.mark]);

  useEffect(() => {
    const { picture } = props;
    if (!picture) return;
    picture.current = () => {
      if (!plot.current) return Promise.reject(new Error("The chart is not drawn yet."));
      const lines = series.map((line, at) => ({ name: line.name, colour: colourOf(line, at) }));
      const colours = { text: token("text"), ground: token("surface") };
      return drawPicture(plot.current, { title: label, lines, ...colours });
    };
  });

  /** Arrows move the hover line of all charts, with Shift by a tenth; plus, minus and 0 zoom. */
  function onKeyDown(event: KeyboardEvent) {
    const chart = plot.current;
    if (!chart || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step !== undefined) {
      const row = nextRow(chart, step, event.shiftKey);
      if (row === null) return;
      const at = chart.data[0][row] ?? 0;
      for (const peer of syncKey ? uPlot.sync(syncKey).plots : [chart]) {
        peer.setCursor({ left: peer.valToPos(at, "x"), top: 1 });
      }
      const values = series.map((line) => `${line.name} ${format(line.values[row] ?? null)}`);
      setTold(`${props.xLabel ?? "Epoch"} ${axisText(at)}: ${values.join(", ")}`);
    } else if (zoom && (event.key === "+" || event.key === "=" || event.key === "-")) {
      zoom.setState({ range: zoomed(chart, event.key === "-" ? 2 : 0.5) });
    } else if (zoom && event.key === "0") {
      zoom.setState({ range: null });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <figure className={classes.figure} aria-label={summary(props)}>
      <figcaption className={classes.caption}>
        {props.handle}
        <span className={classes.label}>{label}</span>
        <button
          type="button"
          className={classes.scale}
          aria-pressed={log}
          aria-label={`Logarithmic scale for ${label}`}
          onClick={() => setLog(!log)}
        >
          log
        </button>
        {props.tools}
      </figcaption>
      {/* biome-ignore lint/a11y/useSemanticElements: it groups no fields */}
      <div
        role="group"
        aria-label={`${label}: arrow keys move the line, plus and minus zoom, 0 shows all`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the hover line goes by keyboard too
        tabIndex={0}
        className={classes.area}
        style={{ minHeight: height }}
        onKeyDown={onKeyDown}
      >
        <div ref={host} className={classes.plot} aria-hidden />
      </div>
      <VisuallyHidden component="output">{told}</VisuallyHidden>
    </figure>
  );
}

/** The row that the hover line moves to, within what is shown; null where there is none. */
function nextRow(plot: uPlot, step: number, far: boolean): number | null {
  const xs = plot.data[0];
  const { min = null, max = null } = plot.scales.x ?? {};
  const from = xs.findIndex((x) => min === null || x >= min);
  const to = xs.findLastIndex((x) => max === null || x <= max);
  if (from < 0 || to < from) return null;
  const now = plot.cursor.idx;
  if (now === null || now === undefined) return step > 0 ? from : to;
  const size = far ? Math.max(1, Math.round((to - from) / 10)) : 1;
  return Math.min(to, Math.max(from, now + step * size));
}

/** Half or twice as wide a range about the hover line, or about the middle; null where that is everything. */
function zoomed(plot: uPlot, factor: number): Range | null {
  const xs = plot.data[0];
  const first = xs[0] ?? 0;
  const last = xs.at(-1) ?? 1;
  const { min, max } = plot.scales.x ?? {};
  const [low, high] = [min ?? first, max ?? last];
  const { idx } = plot.cursor;
  const middle = typeof idx === "number" ? (xs[idx] ?? (low + high) / 2) : (low + high) / 2;
  const half = ((high - low) * factor) / 2;
  const next = [Math.max(first, middle - half), Math.min(last, middle + half)] as const;
  return next[0] <= first && next[1] >= last ? null : next;
}

/** What a chart says to somebody who does not see it: the last value of each line. */
function summary({ label, series, format = formatMetric }: LineChartProps): string {
  const last = series.map((line) => {
    return `${line.name} ${format(lastOf(line.raw ?? line.values))}`;
  });
  return last.length > 0 ? `${label}; last: ${last.join(", ")}` : label;
}
