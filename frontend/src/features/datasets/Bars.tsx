import { formatNumber, formatPercent } from "../../ui/format";
import classes from "./Bars.module.css";

export interface Bar {
  key: string | number;
  label: string;
  count: number;
  colour?: string;
}

interface BarsProps<T extends Bar> {
  /** What is counted, for those who do not see the bars: "Boxes by class". */
  label: string;
  bars: readonly T[];
  /** Where given, each bar is a button that filters by it; again takes the filter away. */
  onPick?: (bar: T) => void;
  picked?: string | number | undefined;
}

/** Counts side by side, as bars with their numbers; the longest fills the width. */
export function Bars<T extends Bar>({ label, bars, onPick, picked }: BarsProps<T>) {
  const most = Math.max(1, ...bars.map((bar) => bar.count));
  const all = bars.reduce((sum, bar) => sum + bar.count, 0) || 1;
  return (
    <ul className={classes.bars} aria-label={label}>
      {bars.map((bar) => {
        const inside = (
          <>
            <span className={classes.label}>{bar.label}</span>
            <span className={classes.track}>
              <span
                className={classes.fill}
                style={{ width: `${(100 * bar.count) / most}%`, background: bar.colour }}
              />
            </span>
            <span className={classes.count}>{formatNumber(bar.count)}</span>
          </>
        );
        const share = `${bar.label}: ${formatNumber(bar.count)} (${formatPercent(bar.count / all)})`;
        return (
          <li key={bar.key}>
            {onPick ? (
              <button
                type="button"
                className={classes.row}
                title={share}
                aria-pressed={picked === bar.key}
                onClick={() => onPick(bar)}
              >
                {inside}
              </button>
            ) : (
              <div className={classes.row} title={share}>
                {inside}
              </div>
            )}
          </li>
        );
      })}
    </ul>
  );
}
