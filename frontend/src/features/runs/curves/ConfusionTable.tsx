import { SegmentedControl } from "@mantine/core";
import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  useMemo,
  useRef,
  useState,
} from "react";
import { formatNumber, formatPercent } from "../../../ui/format";
import { formatScore } from "../metrics";
import type { Confusion } from "../watchQueries";
import classes from "./ConfusionTable.module.css";
import { cellWords, namesOf, shares } from "./matrix";

/** More classes than these have cells without figures. */
const MOST_FIGURES = 25;

interface ConfusionTableProps {
  confusion: Confusion;
  names: readonly string[];
}

/** Which classes are taken for which. A cell that is chosen is told in words, with what belongs to its class. */
export function ConfusionTable({ confusion, names }: ConfusionTableProps) {
  const [as, setAs] = useState("counts");
  const [chosen, setChosen] = useState<readonly [number, number]>([0, 0]);
  const table = useRef<HTMLTableElement>(null);
  const { matrix } = confusion;
  const labels = useMemo(() => namesOf(confusion, names), [confusion, names]);
  const parts = useMemo(() => shares(matrix), [matrix]);
  const small = labels.length > MOST_FIGURES;
  const [row, column] = chosen;
  const measured = confusion.classes[column] ?? confusion.classes[row];
  const measuredName = confusion.classes[column] ? labels[column] : labels[row];

  function choose(event: MouseEvent) {
    const cell = (event.target as Element).closest("td");
    if (cell) setChosen([Number(cell.dataset.row), Number(cell.dataset.column)]);
  }

  /** Arrows go from cell to cell, as in a table of a spreadsheet. */
  function move(event: KeyboardEvent) {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const within = (at: number) => Math.min(labels.length - 1, Math.max(0, at));
    const next = [within(row + step[0]), within(column + step[1])] as const;
    setChosen(next);
    table.current
      ?.querySelector<HTMLElement>(`[data-row="${next[0]}"][data-column="${next[1]}"]`)
      ?.focus();
  }

  return (
    <section aria-label="Confusion matrix">
      <div className={classes.head}>
        <h2>Confusion matrix</h2>
        <SegmentedControl
          aria-label="What the cells hold"
          data={[
            { value: "counts", label: "Counts" },
            { value: "shares", label: "Normalised" },
          ]}
          value={as}
          onChange={setAs}
        />
        <span className={classes.note}>{howCounted(confusion)}</span>
      </div>
      <div className={classes.both}>
        <div className={classes.scroll}>
          <table ref={table} className={classes.matrix} data-small={small || undefined}>
            <caption className={classes.caption}>
              Columns are what is there, rows what it was taken for.
            </caption>
            <thead>
              <tr>
                <th scope="col" className={classes.corner}>
                  taken for
                </th>
                {labels.map((label, at) => (
                  <th key={at} scope="col" title={label}>
                    <span>{label}</span>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody onClick={choose} onKeyDown={move}>
              {matrix.map((counts, r) => (
                <tr key={r}>
                  <th scope="row" title={labels[r]}>
                    <span>{labels[r]}</span>
                  </th>
                  {counts.map((count, c) => {
                    const share = parts[r]?.[c] ?? null;
                    const isChosen = r === row && c === column;
                    return (
                      <td
                        key={c}
                        data-row={r}
                        data-column={c}
                        data-right={r === c || undefined}
                        data-strong={(share ?? 0) > 0.55 || undefined}
                        aria-current={isChosen || undefined}
                        tabIndex={isChosen ? 0 : -1}
                        style={{ "--share": share ?? 0 } as CSSProperties}
                        title={small ? cellWords(confusion, labels, r, c) : undefined}
                      >
                        {small ? "" : figure(as, count, share)}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <div className={classes.told}>
          <p role="status">{cellWords(confusion, labels, row, column)}</p>
          {parts[row]?.[column] !== null && (
            <p className={classes.note}>
              {formatPercent(parts[row]?.[column])} of all of class {labels[column]}
            </p>
          )}
          {measured && (
            <dl className={classes.measures} aria-label={`Measures of ${measuredName}`}>
              <dt>{measuredName}</dt>
              <dd />
              {MEASURES.map(({ key, label }) => (
                <div key={key}>
                  <dt>{label}</dt>
                  <dd>{formatScore(measured[key])}</dd>
                </div>
              ))}
            </dl>
          )}
          <dl className={classes.measures}>
            <dt>All classes</dt>
            <dd />
            <div>
              <dt>Accuracy</dt>
              <dd>{formatScore(confusion.accuracy)}</dd>
            </div>
            <div>
              <dt>MCC</dt>
              <dd>{formatScore(confusion.mcc)}</dd>
            </div>
          </dl>
        </div>
      </div>
    </section>
  );
}

const STEPS: Record<string, readonly [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

const MEASURES = [
  { key: "precision", label: "Precision" },
  { key: "recall", label: "Recall" },
  { key: "f1", label: "F1" },
  { key: "fnr", label: "Missed (FNR)" },
  { key: "mcc", label: "MCC" },
] as const;

function figure(as: string, count: number, share: number | null): string {
  if (count === 0) return "";
  return as === "counts" ? formatNumber(count) : (share ?? 0).toFixed(2);
}

function howCounted({ unit, confidence, iou }: Confusion): string {
  if (confidence === null || iou === null) return `Counted in ${unit}.`;
  return `Detections surer than ${confidence}, matched from an IoU of ${iou} on.`;
}
