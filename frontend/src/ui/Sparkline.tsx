import classes from "./Sparkline.module.css";

const WIDTH = 72;
const HEIGHT = 20;
const EDGE = 2;

/** A curve without axes, to be seen at a glance; what it says stands beside it in figures. */
export function Sparkline({ values }: { values: readonly (number | null)[] }) {
  const known = values.filter((value) => value !== null);
  const [low, high] = [Math.min(0, ...known), Math.max(...known, 1e-9)];
  const x = (at: number) => EDGE + (at / Math.max(1, values.length - 1)) * (WIDTH - 2 * EDGE);
  const y = (value: number) => HEIGHT - EDGE - ((value - low) / (high - low)) * (HEIGHT - 2 * EDGE);
  const points = values.flatMap((value, at) =>
    value === null ? [] : [[x(at).toFixed(1), y(value).toFixed(1)] as const],
  );
  const end = points.at(-1);
  return (
    <svg className={classes.line} width={WIDTH} height={HEIGHT} aria-hidden>
      <polyline points={points.map((point) => point.join()).join(" ")} />
      {end && <circle cx={end[0]} cy={end[1]} r={2} />}
    </svg>
  );
}
