import { lazy, Suspense } from "react";
import { BlockSkeleton } from "./Skeletons";

export interface LineSeries {
  name: string;
  /** One value for each of `x`; null where there is none. */
  values: readonly (number | null)[];
  /** A CSS colour; left out, one that differs from the other series'. */
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
  /** Writes a value in the legend and at the axis; left out, four significant places. */
  format?: (value: number | null) => string;
}

const UplotChart = lazy(async () => ({ default: (await import("./UplotChart")).UplotChart }));

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
