import { formatNumber } from "../../../ui/format";
import type { Trial } from "./queries";
import classes from "./SweepPage.module.css";

const WIDTH = 280;
const HEIGHT = 160;
const LEFT = 44;
const BOTTOM = 22;
const TOP = 8;
/** Between the axes and the outermost dots. */
const INSET = 8;
const LOWEST = HEIGHT - BOTTOM - INSET;

/** What an argument did to the metric: one dot a run. Words stand side by side in their order. */
export function Scatter({
  name,
  trials,
  metric,
  best,
}: {
  name: string;
  trials: readonly Trial[];
  metric: string;
  best: string | null;
}) {
  const points = trials.flatMap((trial) =>
    typeof trial.value === "number" && name in trial.args
      ? [{ trial, value: trial.value, arg: trial.args[name] }]
      : [],
  );
  if (points.length < 2) return null;
  const words = [...new Set(points.map(({ arg }) => String(arg)))];
  const numeric = points.every(({ arg }) => typeof arg === "number");
  const numbers = points.map(({ arg }) => (numeric ? Number(arg) : words.indexOf(String(arg))));
  const log =
    numeric && Math.min(...numbers) > 0 && Math.max(...numbers) > 50 * Math.min(...numbers);
  const across = scale(
    log ? numbers.map((number) => Math.log10(number)) : numbers,
    LEFT + INSET,
    WIDTH - 10,
  );
  const values = points.map(({ value }) => value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const down = scale(values, LOWEST, TOP);
  const ends: [string, string] = numeric
    ? [tick(Math.min(...numbers)), tick(Math.max(...numbers))]
    : [words[0] ?? "", words.at(-1) ?? ""];
  return (
    <figure className={classes.plot}>
      <figcaption>
        {metric} by {name}
        {log && ", logarithmic"}
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`${metric} by ${name}`}>
        <path
          className={classes.axis}
          d={`M${LEFT} ${TOP}V${HEIGHT - BOTTOM}H${WIDTH - 4}`}
          fill="none"
        />
        <text className={classes.tick} x={LEFT - 6} y={TOP + 8} textAnchor="end">
          {least < most && formatNumber(most, 3)}
        </text>
        <text
          className={classes.tick}
          x={LEFT - 6}
          y={4 + (least < most ? LOWEST : (LOWEST + TOP) / 2)}
          textAnchor="end"
        >
          {formatNumber(least, 3)}
        </text>
        <text className={classes.tick} x={LEFT} y={HEIGHT - 6}>
          {ends[0]}
        </text>
        <text className={classes.tick} x={WIDTH - 6} y={HEIGHT - 6} textAnchor="end">
          {ends[1]}
        </text>
        {points.map(({ trial, value, arg }, at) => (
          <circle
            key={trial.number}
            className={trial.run === best ? classes.best : classes.dot}
            cx={across[at]}
            cy={down[at]}
            r={trial.run === best ? 5 : 4}
          >
            <title>{`Run ${trial.number}: ${name} ${String(arg)}, ${formatNumber(value, 4)}`}</title>
          </circle>
        ))}
      </svg>
    </figure>
  );
}

/** An argument at an end of the axis: "16", "0.0001". */
function tick(number: number): string {
  return Number.isInteger(number) ? formatNumber(number) : String(Number(number.toPrecision(3)));
}

/** Places of numbers between two ends; in the middle where they are all the same. */
function scale(numbers: readonly number[], from: number, to: number): number[] {
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  return numbers.map((number) =>
    high === low ? (from + to) / 2 : from + ((number - low) / (high - low)) * (to - from),
  );
}
