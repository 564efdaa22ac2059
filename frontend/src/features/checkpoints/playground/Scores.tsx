import { classColour } from "../../../ui/classColours";
import { formatPercent } from "../../../ui/format";
import type { Prediction } from "../queries";
import classes from "./Scores.module.css";

/** How likely each class is, or which share of the pixels it has. */
export function Scores({ scores, kind }: { scores: Prediction["scores"]; kind: string }) {
  return (
    <ol
      className={classes.scores}
      aria-label={kind === "classify" ? "Classes" : "Shares of the pixels"}
    >
      {scores?.slice(0, 10).map(({ cls, name, conf }) => (
        <li key={cls}>
          <span className={classes.name}>{name}</span>
          <span className={classes.bar} aria-hidden>
            <span style={{ width: `${100 * conf}%`, background: classColour(cls) }} />
          </span>
          <span className={classes.share}>{formatPercent(conf)}</span>
        </li>
      ))}
    </ol>
  );
}
