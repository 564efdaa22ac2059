import { ArrowDown, ArrowUp } from "lucide-react";
import {
  type KeyboardEvent,
  type MouseEvent,
  memo,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useNavigate } from "react-router";
import { useGradual } from "../../ui/useGradual";
import { useRowWindow } from "../../ui/useRowWindow";
import { type Column, FIXED, metricColumn, type Order } from "./list/columns";
import { mainColumn, SEVERAL } from "./list/main";
import { RunRow } from "./list/RunRow";
import { ranged, toggled, useTicks } from "./list/ticks";
import { MAP50 } from "./metrics";
import type { Run } from "./queries";
import classes from "./RunsTable.module.css";
import { isActive } from "./run";
import { useNow } from "./useNow";

/** In pixels; the style sheet says the same. */
const ROW = 49;
const HEAD = 33;
const CHOSEN = 96;
const NARROWEST = 760;

const USUAL = [metricColumn(MAP50)];
const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 12, PageUp: -12 };

interface RunsTableProps {
  runs: readonly Run[];
  /** Columns besides those that are always there. */
  columns?: readonly Column[];
  /** How `runs` are sorted, and what a click on a heading asks for. */
  order?: Order;
  onOrder?: (column: Column) => void;
  /** Whether runs can be ticked. */
  ticking?: boolean;
}

/**
 * Runs with how far they are and how good. Only rows in sight are drawn, and only those that
 * change are drawn anew. Arrow keys move from run to run, Space ticks, Shift ticks a range.
 */
export const RunsTable = memo(function RunsTable(props: RunsTableProps) {
  const { runs, columns = USUAL, order, onOrder, ticking } = props;
  const box = useRef<HTMLDivElement>(null);
  const navigate = useNavigate();
  /** The run that is to have the focus once it is drawn. */
  const [wanted, setWanted] = useState<string | null>(null);
  const now = useNow(runs.some(isActive));
  const { ids } = useTicks();
  const { first, last, top, show } = useRowWindow(box, runs.length, ROW, HEAD);
  const main = useMemo(() => mainColumn(runs), [runs]);
  const shown = useMemo(() => runs.map((run) => run.id), [runs]);
  // What gets the focus, then what is in sight, what is below it, and upwards what is above.
  const wished = useMemo(() => {
    const ids = [...shown.slice(top, last), ...shown.slice(first, top).reverse()];
    return ids.sort((a, b) => Number(b === wanted) - Number(a === wanted));
  }, [shown, first, last, top, wanted]);
  const drawn = useGradual(wished);
  const head = { order, onOrder };

  // biome-ignore lint/correctness/useExhaustiveDependencies: the row may have been drawn just now
  useEffect(() => {
    const link = wanted && box.current?.querySelector<HTMLElement>(`a[data-run="${wanted}"]`);
    if (!link) return;
    link.focus({ preventScroll: true });
    setWanted(null);
  }, [wanted, drawn]);

  const latest = useRef(shown);
  useEffect(() => {
    latest.current = shown;
  }, [shown]);
  const tick = useCallback((id: string, event: { shiftKey: boolean }) => {
    useTicks.setState((ticks) =>
      event.shiftKey ? ranged(ticks, id, latest.current) : toggled(ticks, id),
    );
  }, []);

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const id = (event.target as HTMLElement).closest<HTMLElement>("a[data-run]")?.dataset.run;
    const at = shown.indexOf(id ?? "");
    if (id === undefined || at < 0) return;
    if (event.key === " " && ticking) tick(id, event);
    else if (event.key in STEPS || event.key === "Home" || event.key === "End") {
      const step = STEPS[event.key] ?? (event.key === "Home" ? -runs.length : runs.length);
      // Keys may come faster than rows: a run that waits to be drawn is where one is.
      const from = wanted === null ? -1 : shown.indexOf(wanted);
      const to = Math.min(Math.max((from < 0 ? at : from) + step, 0), runs.length - 1);
      const next = shown[to];
      if (next === undefined) return;
      if (event.shiftKey && ticking) {
        useTicks.setState((ticks) => {
          const begun = ticks.ids.has(id) ? ticks : toggled(ticks, id);
          return ranged({ ...begun, anchor: begun.anchor ?? id }, next, shown);
        });
      }
      setWanted(next);
      show(to);
    } else return;
    event.preventDefault();
  }

  /** Links within are plain ones, which cost less to draw: they are followed here, without loading anew. */
  function onClick(event: MouseEvent<HTMLElement>) {
    const link = (event.target as HTMLElement).closest("a");
    const elsewhere = event.button !== 0 || event.ctrlKey || event.metaKey;
    if (!link || elsewhere || event.shiftKey || event.altKey) return;
    event.preventDefault();
    void navigate(link.pathname + link.search);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the links within have the focus
    <div ref={box} className={classes.scroll} onKeyDown={onKeyDown} onClick={onClick}>
      <table
        className={classes.table}
        style={{ minWidth: NARROWEST + CHOSEN * columns.length }}
        aria-rowcount={runs.length + 1}
      >
        <thead>
          <tr aria-rowindex={1}>
            {ticking && (
              <th className={classes.tick}>
                <span className={classes.hidden}>Ticked</span>
              </th>
            )}
            <Head column={FIXED.status} className={classes.state} {...head} />
            <Head column={FIXED.model} className={classes.model} {...head} />
            <Head column={FIXED.dataset} className={classes.dataset} {...head} />
            <Head column={FIXED.epochs} className={classes.epochs} {...head} />
            <Head column={main} className={classes.main} {...head} />
            {columns.map((column) => (
              <Head key={column.id} column={column} className={classes.chosen} {...head} />
            ))}
            <Head column={FIXED.duration} className={`${classes.time} ${classes.wide}`} {...head} />
            <Head column={FIXED.created} className={classes.time} {...head} />
          </tr>
        </thead>
        <tbody>
          {first > 0 && <tr aria-hidden style={{ height: first * ROW }} />}
          {runs
            .slice(first, last)
            .map((run, at) =>
              drawn.has(run.id) ? (
                <RunRow
                  key={run.id}
                  run={run}
                  place={first + at + 2}
                  columns={columns}
                  named={main.label !== SEVERAL}
                  now={isActive(run) ? now : 0}
                  ticked={ids.has(run.id)}
                  onTick={ticking ? tick : undefined}
                />
              ) : (
                <tr key={run.id} aria-hidden style={{ height: ROW }} />
              ),
            )}
          {last < runs.length && <tr aria-hidden style={{ height: (runs.length - last) * ROW }} />}
        </tbody>
      </table>
    </div>
  );
});

interface HeadProps {
  column: Column;
  className: string | undefined;
  order: Order | undefined;
  onOrder: ((column: Column) => void) | undefined;
}

/** A heading; where the list can be sorted, a button that does. */
const Head = memo(function Head({ column, className, order, onOrder }: HeadProps) {
  const by = order?.id === column.id ? (order.down ? "descending" : "ascending") : undefined;
  const Arrow = by === "descending" ? ArrowDown : ArrowUp;
  const names = `${className ?? ""} ${column.number ? classes.number : ""}`;
  if (!onOrder) return <th className={names}>{column.label}</th>;
  return (
    <th className={names} aria-sort={by}>
      <button
        type="button"
        className={classes.sort}
        title={column.label}
        onClick={() => onOrder(column)}
      >
        <span>{column.label}</span>
        {by && <Arrow size={12} aria-hidden />}
      </button>
    </th>
  );
});
