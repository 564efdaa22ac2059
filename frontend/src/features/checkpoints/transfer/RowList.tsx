import type { TransferRow } from "../queries";
import classes from "./RowList.module.css";
import { STATES } from "./transfer";

interface RowListProps {
  rows: readonly TransferRow[];
  onSelect: (row: number) => void;
}

/** The rows of the new model in a narrow column: sign, module, why. */
export function RowList({ rows, onSelect }: RowListProps) {
  return (
    <ol className={classes.rows} aria-label="Rows">
      {rows.map((row) => {
        const { sign, word } = STATES[row.state];
        return (
          <li key={row.index}>
            <button
              type="button"
              className={classes.row}
              data-state={row.state}
              onClick={() => onSelect(row.index)}
            >
              <span className={classes.sign} aria-hidden>
                {sign}
              </span>
              <span className={classes.index}>{row.index}</span>
              <span className={classes.module}>{row.module}</span>
              <span className={classes.word}>{word}</span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}
