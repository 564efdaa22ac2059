import { ActionIcon, Tooltip } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { ImageDown, ZoomOut } from "lucide-react";
import { memo, type PointerEvent, useId, useMemo, useRef, useState } from "react";
import { Axes, type Frame } from "./Axes";
import { saveChart } from "./chartPicture";
import classes from "./charts.module.css";
import { columnName } from "./compared";
import { type Along, type Points, thinned, valueNear } from "./curves";
import { padded, placeIn, type Scale, scaleOver, valueAt } from "./scale";
import type { LineStyle } from "./style";

export interface Line {
  id: string;
  number: number;
  name: string;
  style: LineStyle;
  points: Points;
  faded: boolean;
}

export interface Hover {
  column: string;
  x: number;
}

interface OverlayChartProps {
  column: string;
  lines: readonly Line[];
  along: Along;
  log: boolean;
  height: number;
  hover: Hover | null;
  onHover: (hover: Hover | null) => void;
  /** The run that is pointed at, in the list or elsewhere. */
  strong: string | null;
}

const LEFT = 52;
const RIGHT = 26;
const TOP = 8;
const BOTTOM = 34;
/** Below that a drag is a click. */
const SHORTEST = 6;
/** Pixels from one number to the next. */
const APART = 10;
/** As many lines as can carry their number at the end. */
const NUMBERED = 20;

/** One measure of all runs, a line each. A drag enlarges a stretch of x, a double click shows all. */
export function OverlayChart(props: OverlayChartProps) {
  const { column, lines, along, log, height, hover, onHover, strong } = props;
  const { ref, width } = useElementSize();
  const drawing = useRef<SVGSVGElement>(null);
  const [zoom, setZoom] = useState<[number, number] | null>(null);
  const [drag, setDrag] = useState<[number, number] | null>(null);
  const label = columnName(column);

  const frame = useMemo<Frame>(
    () => ({ left: LEFT, top: TOP, width: Math.max(width - LEFT - RIGHT, 10), height }),
    [width, height],
  );
  const { x, y } = useMemo(() => scalesOf(lines, zoom, log), [lines, zoom, log]);
  const at = (event: PointerEvent) => {
    const box = drawing.current?.getBoundingClientRect();
    const place = (event.clientX - (box?.left ?? 0) - frame.left) / frame.width;
    return valueAt(x, Math.min(Math.max(place, 0), 1));
  };
  const onScreen = (value: number) => frame.left + (placeIn(x, value) ?? 0) * frame.width;

  function endDrag() {
    if (drag && Math.abs(onScreen(drag[0]) - onScreen(drag[1])) > SHORTEST) {
      setZoom([Math.min(...drag), Math.max(...drag)]);
    }
    setDrag(null);
  }

  const here = hover && hover.x >= x.low && hover.x <= x.high ? hover.x : null;
  return (
    <figure className={classes.figure} aria-label={summary(label, lines)}>
      <figcaption className={classes.caption}>
        <span>{label}</span>
        {zoom && (
          <Tooltip label="Show all">
            <ActionIcon
              variant="subtle"
              aria-label={`Show all of ${label}`}
              onClick={() => setZoom(null)}
            >
              <ZoomOut size={14} aria-hidden />
            </ActionIcon>
          </Tooltip>
        )}
        <Tooltip label="Save as PNG">
          <ActionIcon
            variant="subtle"
            aria-label={`Save ${label} as PNG`}
            onClick={() => saveChart(label, drawing.current)}
          >
            <ImageDown size={14} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </figcaption>
      <div ref={ref}>
        <svg
          ref={drawing}
          className={classes.chart}
          height={height + TOP + BOTTOM}
          aria-hidden
          onPointerMove={(event) => {
            const value = at(event);
            onHover({ column, x: value });
            if (drag) setDrag([drag[0], value]);
          }}
          onPointerDown={(event) => {
            if (event.button !== 0) return;
            event.currentTarget.setPointerCapture(event.pointerId);
            setDrag([at(event), at(event)]);
          }}
          onPointerUp={endDrag}
          onPointerLeave={() => onHover(null)}
          onDoubleClick={() => setZoom(null)}
        >
          <Axes
            frame={frame}
            x={x}
            y={y}
            xLabel={along === "epoch" ? "Epoch" : "Minutes of training"}
          />
          <Lines lines={lines} frame={frame} x={x} y={y} strong={strong} />
          {drag && (
            <rect
              className={classes.zoom}
              x={Math.min(onScreen(drag[0]), onScreen(drag[1]))}
              y={TOP}
              width={Math.abs(onScreen(drag[0]) - onScreen(drag[1]))}
              height={height}
            />
          )}
          {here !== null && (
            <g className={classes.hover}>
              <line x1={onScreen(here)} x2={onScreen(here)} y1={TOP} y2={TOP + height} />
              {lines.map((line) => {
                const value = valueNear(line.points, here);
                const up = value === null ? null : placeIn(y, value);
                if (up === null || line.faded) return null;
                return (
                  <circle
                    key={line.id}
                    cx={onScreen(here)}
                    cy={TOP + height - up * height}
                    r={3}
                    style={{ fill: line.style.colour }}
                  />
                );
              })}
            </g>
          )}
        </svg>
      </div>
    </figure>
  );
}

interface LinesProps extends Pick<OverlayChartProps, "lines" | "strong"> {
  frame: Frame;
  x: Scale;
  y: Scale;
}

/** The lines themselves: not drawn anew while the pointer moves. */
const Lines = memo(function Lines({ lines, frame, x, y, strong }: LinesProps) {
  const id = useId();
  return (
    <g className={classes.lines}>
      <clipPath id={id}>
        <rect
          x={frame.left - 1}
          y={frame.top - 1}
          width={frame.width + 2}
          height={frame.height + 2}
        />
      </clipPath>
      <g clipPath={`url(#${id})`}>
        {lines.map((line) => (
          <path
            key={line.id}
            d={pathOf(line.points, frame, x, y)}
            style={{ stroke: line.style.colour, strokeDasharray: line.style.dash }}
            data-faded={line.faded || (strong !== null && strong !== line.id) || undefined}
            data-strong={strong === line.id || undefined}
          />
        ))}
      </g>
      {lines.length <= NUMBERED &&
        ends(lines, frame, x, y).map(({ line, left, top }) => (
          <text
            key={line.id}
            className={classes.number}
            x={left}
            y={top}
            style={{ fill: line.style.colour }}
          >
            {line.number}
          </text>
        ))}
    </g>
  );
});

function scalesOf(lines: readonly Line[], zoom: [number, number] | null, log: boolean) {
  const seen = lines.filter((line) => !line.faded);
  const x = zoom
    ? { low: zoom[0], high: zoom[1], log: false }
    : scaleOver(
        seen.flatMap(({ points }) => [points.x[0] ?? Number.NaN, points.x.at(-1) ?? Number.NaN]),
      );
  function* values() {
    for (const { points } of seen) {
      for (const [at, value] of points.y.entries()) {
        const where = points.x[at] ?? 0;
        if (value !== null && where >= x.low && where <= x.high) yield value;
      }
    }
  }
  return { x, y: padded(scaleOver(values(), log)) };
}

function pathOf(points: Points, frame: Frame, x: Scale, y: Scale): string {
  const few = thinned(points);
  let path = "";
  let pen = "M";
  few.x.forEach((value, at) => {
    const height = few.y[at];
    const [right, up] = [placeIn(x, value), height == null ? null : placeIn(y, height)];
    if (right === null || up === null) {
      pen = "M";
      return;
    }
    const left = (frame.left + right * frame.width).toFixed(1);
    path += `${pen}${left} ${(frame.top + (1 - up) * frame.height).toFixed(1)}`;
    pen = "L";
  });
  return path;
}

/** Where each line ends within the frame; numbers that would lie on one another are moved apart. */
function ends(lines: readonly Line[], frame: Frame, x: Scale, y: Scale) {
  const found = lines.flatMap((line) => {
    const value = line.faded ? null : valueNear(line.points, x.high);
    const up = value === null ? null : placeIn(y, value);
    const last = Math.min(line.points.x.at(-1) ?? x.high, x.high);
    if (up === null || up < 0 || up > 1) return [];
    const left = frame.left + (placeIn(x, last) ?? 1) * frame.width + 4;
    return [{ line, left, top: frame.top + (1 - up) * frame.height + 4 }];
  });
  found.sort((a, b) => a.top - b.top);
  let before = Number.NEGATIVE_INFINITY;
  for (const end of found) {
    end.top = Math.max(end.top, before + APART);
    before = end.top;
  }
  let behind = frame.top + frame.height + APART; // none below the frame
  for (const end of found.toReversed()) {
    end.top = Math.min(end.top, behind - APART);
    behind = end.top;
  }
  return found;
}

/** What the chart says to somebody who does not see it. */
function summary(label: string, lines: readonly Line[]): string {
  const shown = lines.filter((line) => !line.faded && line.points.y.length > 0);
  return `${label} of ${shown.length} runs`;
}
