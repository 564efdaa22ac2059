import { lazy, type ReactNode, type RefObject, Suspense } from "react";
import { BlockSkeleton } from "./Skeletons";

export interface LineSeries {
  name: string;
  /** One value for each of `x`; null where there is none. */
  values: readonly (number | null)[];
  /** The values before they were smoothed, drawn faintly behind. */
  raw?: readonly (number | null)[];
  /** A CSS colour; left out, one that differs from the other series'. */
  colour?: string;
}

export type Range = readonly [number, number];

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
  /** The part of x that is shown; null: all. With `onZoom`, dragging asks for another one. */
  range?: Range | null;
  onZoom?: (range: Range | null) => void;
  /** Beside the label, at the right. */
  tools?: ReactNode;
  /** Before the label: a handle to move the chart by. */
  handle?: ReactNode;
  /** Is given a function that draws the chart as a picture. */
  picture?: RefObject<(() => Promise<Blob>) | null>;
}

const load = () => import("./UplotChart");
const UplotChart = lazy(async () => ({ default: (await load()).UplotChart }));

/** Fetches what draws charts, so that it is there when their data come. */
export function preloadCharts(): void {
  void load();
}

/**
 * Lines over a common x, with a legend that shows the values under the cursor and a switch to a
 * logarithmic scale. Appended data is drawn without building the chart again.
 */
export function LineChart(props: LineChartProps) {
  return (
    <Suspense fallback={<BlockSkeleton height={props.height ?? 200} />}>
      <UplotChart {...props} />
    </Suspense>
  );
}
