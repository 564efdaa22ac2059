import { Button, Switch } from "@mantine/core";
import { ArrowDown, ArrowUp, FileDown } from "lucide-react";
import { useMemo, useState } from "react";
import { Link } from "react-router";
import { formatDuration, formatNumber } from "../../../ui/format";
import { StatusBadge } from "../../../ui/StatusBadge";
import { saveCsv } from "../../../ui/save";
import {
  argumentColumn,
  type Column,
  clicked,
  FIXED,
  isArgument,
  metricColumn,
  type Order,
  sorted,
  textOf,
} from "../list/columns";
import type { Run } from "../queries";
import { extendedFrom, runModel, runSeconds } from "../run";
import {
  argumentNames,
  bestOf,
  type Compared,
  columnName,
  type Defaults,
  lowerIsBetter,
} from "./compared";
import classes from "./TableTab.module.css";

interface TableTabProps {
  compared: readonly Compared[];
  /** Columns of results.csv that the runs have. */
  metrics: readonly string[];
  defaults: Defaults;
  /** By which it is sorted at first. */
  main: string | null;
}

/** The runs with their best figures, each beside the best of all, and the arguments in which they differ. */
export function TableTab({ compared, metrics, defaults, main }: TableTabProps) {
  const [all, setAll] = useState(false);
  const [order, setOrder] = useState<Order>({ id: main ?? FIXED.created.id, down: true });
  const runs = useMemo(() => compared.map(({ run }) => run), [compared]);
  const columns = useMemo<Column[]>(
    () => [
      ...measured(metrics.filter(isMeasure)),
      ...argumentNames(runs, defaults, !all).map((name) =>
        argumentColumn(name, defaults.get(name)),
      ),
      ...measured(metrics.filter((name) => !isMeasure(name))),
    ],
    [metrics, runs, defaults, all],
  );
  const rows = useMemo(() => {
    const by = [FIXED.model, FIXED.duration, ...columns].find(({ id }) => id === order.id);
    const marks = new Map(compared.map((one) => [one.run.id, one]));
    const inOrder = by ? sorted(runs, by, order.down, Date.now()) : runs;
    return inOrder.map((run) => marks.get(run.id)).filter((one) => one !== undefined);
  }, [compared, runs, columns, order]);
  const best = useMemo(
    () => new Map(columns.map(({ id }) => [id, isArgument(id) ? null : bestOf(runs, id)])),
    [columns, runs],
  );
  const sort = (column: Column) => setOrder(firstBest(order, column));

  return (
    <>
      <div className={classes.tools}>
        <Switch
          label="All arguments"
          checked={all}
          onChange={(event) => setAll(event.currentTarget.checked)}
        />
        <span className={classes.count}>
          {all ? "" : `${argumentNames(runs, defaults, true).length} arguments differ`}
        </span>
        <Button
          variant="default"
          leftSection={<FileDown size={14} aria-hidden />}
          onClick={() => saveCsv("runs", tableRows(rows, columns))}
        >
          CSV
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls */}
      <section className={classes.scroll} aria-label="Figures and arguments" tabIndex={0}>
        <table className={classes.table}>
          <thead>
            <tr>
              <Head column={FIXED.model} order={order} onSort={sort} />
              <th>State</th>
              <Head column={FIXED.duration} order={order} onSort={sort} />
              {columns.map((column) => (
                <Head key={column.id} column={column} order={order} onSort={sort} />
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((one) => (
              <tr key={one.run.id}>
                <th scope="row">
                  <span className={classes.number} style={{ color: one.style.colour }}>
                    {one.number}
                  </span>
                  <Link to={`/runs/${one.run.id}`} title={one.run.id}>
                    {runModel(one.run)}
                  </Link>
                </th>
                <td>
                  <StatusBadge status={one.run.status} />
                </td>
                <td className={classes.figure}>
                  {formatDuration(runSeconds(one.run, Date.now()))}
                </td>
                {columns.map((column) => (
                  <Cell
                    key={column.id}
                    column={column}
                    run={one.run}
                    best={best.get(column.id) ?? null}
                    extended={extendedFrom(one.run, column.label, defaults.get("epochs"))}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

function measured(names: readonly string[]): Column[] {
  return names.map((name) => ({ ...metricColumn(name), label: columnName(name) }));
}

/** A measure of quality, and no loss: these stand before the arguments. */
function isMeasure(name: string): boolean {
  return name.startsWith("metrics/");
}

/** The first click on a column brings the best to the top: of a loss, the lowest. */
function firstBest(order: Order, column: Column): Order {
  if (order.id === column.id || isArgument(column.id)) return clicked(order, column);
  const isLoss = /^(?:train|val)\//.test(column.id) && lowerIsBetter(column.id);
  return { id: column.id, down: column.number && !isLoss };
}

interface HeadProps {
  column: Column;
  order: Order;
  onSort: (column: Column) => void;
}

function Head({ column, order, onSort }: HeadProps) {
  const by = order.id === column.id ? (order.down ? "descending" : "ascending") : undefined;
  const Arrow = by === "descending" ? ArrowDown : ArrowUp;
  return (
    <th aria-sort={by} data-figure={column.number || undefined}>
      <button type="button" onClick={() => onSort(column)}>
        {column.label}
        {by && <Arrow size={12} aria-hidden />}
      </button>
    </th>
  );
}

interface CellProps {
  column: Column;
  run: Run;
  best: number | null;
  /** Of an argument that is not as it was given: what it was. */
  extended: string | null;
}

function Cell({ column, run, best, extended }: CellProps) {
  const value = column.value(run, 0);
  if (isArgument(column.id)) {
    return (
      <td className={classes.argument}>
        {textOf(column, value)}
        {extended && <div className={classes.apart}>{extended}</div>}
      </td>
    );
  }
  const isBest = best !== null && value === best;
  return (
    <td className={classes.figure} data-best={isBest || undefined}>
      {textOf(column, value)}
      <div className={classes.apart}>
        {isBest ? "best" : typeof value === "number" && best !== null ? apart(value - best) : ""}
      </div>
    </td>
  );
}

function apart(difference: number): string {
  return `${difference > 0 ? "+" : ""}${formatNumber(difference, 4)}`;
}

function tableRows(rows: readonly Compared[], columns: readonly Column[]) {
  const head = ["run", "model", "dataset", "status", "seconds", ...columns.map(({ id }) => id)];
  const lines = rows.map(({ run }) => [
    run.id,
    runModel(run),
    run.dataset,
    run.status,
    runSeconds(run, Date.now()),
    ...columns.map((column) => column.value(run, 0)),
  ]);
  return [head, ...lines];
}
