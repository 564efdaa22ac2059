import { type KeyboardEvent, useRef } from "react";
import { formatNumber } from "../../ui/format";
import classes from "./Positions.module.css";

interface PositionsProps {
  /** Boxes by cell, row by row. */
  counts: readonly number[];
  /** Cells across and down. */
  grid: number;
  picked: number | undefined;
  onPick: (cell: number) => void;
}

/** Where in the pictures the boxes have their centres; a click filters. Arrow keys lead from cell to cell. */
export function Positions({ counts, grid, picked, onPick }: PositionsProps) {
  const field = useRef<HTMLFieldSetElement>(null);
  const most = Math.max(1, ...counts);
  function onKeyDown(event: KeyboardEvent) {
    const steps: Record<string, number> = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: grid,
      ArrowUp: -grid,
    };
    const step = steps[event.key];
    const cells = [...(field.current?.querySelectorAll("button") ?? [])];
    const next = cells[cells.indexOf(event.target as HTMLButtonElement) + (step ?? 0)];
    if (step && next) {
      event.preventDefault();
      next.focus();
    }
  }
  return (
    <fieldset
      ref={field}
      className={classes.grid}
      style={{ gridTemplateColumns: `repeat(${grid}, 1fr)` }}
      aria-label="Boxes by position"
      onKeyDown={onKeyDown}
    >
      {counts.map((count, cell) => {
        const place = `Row ${Math.floor(cell / grid) + 1}, column ${(cell % grid) + 1}`;
        const words = `${place}: ${formatNumber(count)}`;
        return (
          <button
            key={cell}
            type="button"
            className={classes.cell}
            title={words}
            aria-label={words}
            aria-pressed={picked === cell}
            tabIndex={cell === (picked ?? 0) ? 0 : -1}
            onClick={() => onPick(cell)}
          >
            <span style={{ opacity: count / most }} />
          </button>
        );
      })}
    </fieldset>
  );
}
