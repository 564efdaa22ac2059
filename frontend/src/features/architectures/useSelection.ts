import { useCallback, useEffect, useEffectEvent, useRef, useState } from "react";
import { useSearchParams } from "react-router";
import { rowAtLine } from "./graph";
import type { Row } from "./queries";

const NONE: readonly Row[] = [];

/**
 * The selected row, which the drawing and the text share. It stands in the address as `?row=4`.
 * Chosen in the drawing it moves the cursor of the text; chosen by the cursor it follows the
 * cursor, also when rows above it come and go.
 */
export function useSelection(rows: readonly Row[] = NONE) {
  const [params, setParams] = useSearchParams();
  const index = params.get("row");
  const row = rows.find((one) => String(one.index) === index);
  const cursor = useRef<number>(null);
  const [line, setLine] = useState<number>();

  const choose = useCallback(
    (chosen: Row | undefined) =>
      setParams(
        (before) => {
          const after = new URLSearchParams(before);
          if (chosen) after.set("row", String(chosen.index));
          else after.delete("row");
          return after;
        },
        { replace: true },
      ),
    [setParams],
  );

  /** From the drawing or a list. */
  const select = useCallback(
    (id: string | null) => {
      const chosen = rows.find((one) => one.id === id);
      cursor.current = null;
      setLine(chosen?.line ?? undefined);
      choose(chosen);
    },
    [rows, choose],
  );

  /** From the text. */
  const onLine = useCallback(
    (at: number) => {
      cursor.current = at;
      setLine((wanted) => (wanted === at ? wanted : undefined));
      const chosen = rowAtLine(rows, at);
      if (chosen && String(chosen.index) !== index) choose(chosen);
    },
    [rows, index, choose],
  );

  const follow = useEffectEvent(() => {
    if (cursor.current !== null) onLine(cursor.current);
    else if (row) setLine(row.line ?? undefined);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever there are other rows
  useEffect(() => follow(), [rows]);

  return { id: row?.id ?? null, line, select, onLine };
}
