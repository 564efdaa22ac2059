import classes from "./charts.module.css";
import { placeIn, type Scale, ticksOf, tickText } from "./scale";

export interface Frame {
  left: number;
  top: number;
  width: number;
  height: number;
}

interface AxesProps {
  frame: Frame;
  x: Scale;
  y: Scale;
  /** Written under the x axis. */
  xLabel: string;
  /** Words in place of numbers, at the places 0, 1, 2 … */
  xWords?: readonly string[] | undefined;
}

/** Grid and figures of a chart with two axes. */
export function Axes({ frame, x, y, xLabel, xWords }: AxesProps) {
  const { left, top, width, height } = frame;
  const across = xWords
    ? xWords.map((word, at) => ({ value: at, word }))
    : ticksOf(x, Math.max(2, width / 90)).map((value) => ({ value, word: tickText(value) }));
  return (
    <g className={classes.axes} aria-hidden>
      {ticksOf(y, Math.max(2, height / 50)).map((value) => {
        const at = top + height - (placeIn(y, value) ?? 0) * height;
        return (
          <g key={value}>
            <line x1={left} x2={left + width} y1={at} y2={at} />
            <text x={left - 6} y={at + 4} textAnchor="end">
              {tickText(value)}
            </text>
          </g>
        );
      })}
      {across.map(({ value, word }) => {
        const at = left + (placeIn(x, value) ?? 0) * width;
        return (
          <g key={word}>
            <line x1={at} x2={at} y1={top} y2={top + height} />
            <text x={at} y={top + height + 15} textAnchor="middle">
              {word}
            </text>
          </g>
        );
      })}
      <text x={left + width} y={top + height + 29} textAnchor="end">
        {xLabel}
      </text>
    </g>
  );
}
