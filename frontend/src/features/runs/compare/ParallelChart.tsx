import { ActionIcon, Tooltip } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { ImageDown } from "lucide-react";
import { type PointerEvent, useRef } from "react";
import { saveChart } from "./chartPicture";
import classes from "./charts.module.css";
import type { Compared } from "./compared";
import { type Brushes, type Dimension, placeOn } from "./dimensions";
import { placeIn, ticksOf, tickText } from "./scale";

interface ParallelChartProps {
  compared: readonly Compared[];
  dimensions: readonly Dimension[];
  brushes: Brushes;
  onBrushes: (brushes: Brushes) => void;
  faded: ReadonlySet<string>;
  strong: string | null;
}

const SIDE = 72;
const TOP = 30;
const HEIGHT = 260;
/** Below that a drag is a click, which takes the brush away. */
const SHORTEST = 0.015;

/** A line for each run through its arguments to its figures. A drag along an axis keeps the runs within. */
export function ParallelChart(props: ParallelChartProps) {
  const { compared, dimensions, brushes, onBrushes, faded, strong } = props;
  const { ref, width } = useElementSize();
  const drawing = useRef<SVGSVGElement>(null);
  const from = useRef<number>(null);
  const step = (Math.max(width, 200) - 2 * SIDE) / Math.max(1, dimensions.length - 1);
  const left = (at: number) => SIDE + at * step;
  const top = (place: number) => TOP + (1 - place) * HEIGHT;

  const placeAt = (event: PointerEvent) => {
    const box = drawing.current?.getBoundingClientRect();
    const place = 1 - (event.clientY - (box?.top ?? 0) - TOP) / HEIGHT;
    return Math.min(Math.max(place, 0), 1);
  };
  function brush(id: string, one: number, other: number) {
    const { [id]: _, ...rest } = brushes;
    const short = Math.abs(one - other) < SHORTEST;
    onBrushes(short ? rest : { ...rest, [id]: [Math.min(one, other), Math.max(one, other)] });
  }

  return (
    <figure
      className={classes.figure}
      aria-label={`Parallel coordinates of ${compared.length} runs`}
    >
      <figcaption className={classes.caption}>
        <span>Parallel coordinates</span>
        <Tooltip label="Save as PNG">
          <ActionIcon
            variant="subtle"
            aria-label="Save the parallel coordinates as PNG"
            onClick={() => saveChart("parallel", drawing.current)}
          >
            <ImageDown size={14} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </figcaption>
      <div ref={ref}>
        <svg ref={drawing} className={classes.chart} height={TOP + HEIGHT + 14} aria-hidden>
          <g className={classes.lines}>
            {compared.map(({ run, style }) => (
              <path
                key={run.id}
                d={pathOf(
                  dimensions.map((one) => placeOn(one, one.column.value(run, 0))),
                  left,
                  top,
                )}
                style={{ stroke: style.colour, strokeDasharray: style.dash }}
                data-faded={
                  faded.has(run.id) || (strong !== null && strong !== run.id) || undefined
                }
                data-strong={strong === run.id || undefined}
              />
            ))}
          </g>
          {dimensions.map((dimension, at) => {
            const { id, label } = dimension.column;
            const marked = brushes[id];
            return (
              <g key={id} className={classes.axis} transform={`translate(${left(at)} 0)`}>
                <text className={classes.title} y={14} textAnchor="middle">
                  {label}
                </text>
                <line y1={TOP} y2={TOP + HEIGHT} />
                {marksOf(dimension).map(({ place, word }) => (
                  <text key={word} x={6} y={top(place) + 4}>
                    {word}
                  </text>
                ))}
                {marked && (
                  <rect
                    className={classes.brush}
                    x={-6}
                    width={12}
                    y={top(marked[1])}
                    height={(marked[1] - marked[0]) * HEIGHT}
                  />
                )}
                <rect
                  className={classes.grip}
                  data-axis={id}
                  x={-14}
                  y={TOP}
                  width={28}
                  height={HEIGHT}
                  onPointerDown={(event) => {
                    event.currentTarget.setPointerCapture(event.pointerId);
                    from.current = placeAt(event);
                    brush(id, from.current, from.current);
                  }}
                  onPointerMove={(event) => {
                    if (from.current !== null) brush(id, from.current, placeAt(event));
                  }}
                  onPointerUp={() => {
                    from.current = null;
                  }}
                />
              </g>
            );
          })}
        </svg>
      </div>
    </figure>
  );
}

/** A run without a value at an axis has a hole there. */
function pathOf(
  places: readonly (number | null)[],
  left: (at: number) => number,
  top: (place: number) => number,
): string {
  let pen = "M";
  let path = "";
  places.forEach((place, at) => {
    if (place !== null) path += `${pen}${left(at).toFixed(1)} ${top(place).toFixed(1)}`;
    pen = place === null ? "M" : "L";
  });
  return path;
}

function marksOf({ scale, words }: Dimension): { place: number; word: string }[] {
  const marks = words
    ? words.map((word, at) => ({ value: at, word }))
    : ticksOf(scale, 5).map((value) => ({ value, word: tickText(value) }));
  return marks.map(({ value, word }) => ({ place: placeIn(scale, value) ?? 0, word }));
}
