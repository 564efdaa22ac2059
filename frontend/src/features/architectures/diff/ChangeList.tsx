import { useEffect, useRef } from "react";
import type { Difference } from "../queries";
import classes from "./DiffPage.module.css";
import { type MergedRow, numberOf } from "./merged";
import { keyWords, STATUS, signed } from "./words";

interface ChangeListProps {
  rows: readonly MergedRow[];
  keys: Difference["keys"];
  selected: string | null;
  onSelect: (id: string) => void;
}

/** What differs, row by row, as a list. */
export function ChangeList({ rows, keys, selected, onSelect }: ChangeListProps) {
  const list = useRef<HTMLUListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever another one is selected
  useEffect(() => {
    list.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }, [selected]);
  if (rows.length === 0 && keys.length === 0) {
    return <p className={classes.none}>Both mean the same network.</p>;
  }
  return (
    <ul ref={list} className={classes.changes} aria-label="Changes">
      {keys.flatMap(keyWords).map(({ name, words }) => (
        <li key={name} className={classes.key}>
          <code>{name}</code>
          <span>{words}</span>
        </li>
      ))}
      {rows.map((row) => (
        <li key={row.id}>
          <button
            type="button"
            className={classes.change}
            data-status={row.status}
            aria-current={row.id === selected || undefined}
            onClick={() => onSelect(row.id)}
          >
            <span className={classes.sign}>
              <b aria-hidden>{STATUS[row.status].sign}</b> {STATUS[row.status].word}
            </span>
            <span className={classes.name}>
              {numberOf(row)} {(row.after ?? row.before)?.module}
            </span>
            {row.params !== null && (
              <span className={classes.delta}>
                {signed(row.params)}
                {row.gflops !== null && ` · ${signed(row.gflops, 2)} G`}
              </span>
            )}
            {row.words.length > 0 && <code>{row.words.join("; ")}</code>}
          </button>
        </li>
      ))}
    </ul>
  );
}
