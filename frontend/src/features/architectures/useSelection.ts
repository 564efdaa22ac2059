import { useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import { useNavigation, useSearchParams } from "react-router";
import { useLeaving } from "../../ui/useLeaving";
import { rowAtLine } from "./graph";
import type { Row } from "./queries";

const NO_ROWS: readonly Row[] = [];

interface Chosen {
  /** The row that the panel shows and the keys start from. */
  lead: string | null;
  /** Where a selection with Shift began. */
  anchor: string | null;
  ids: ReadonlySet<string>;
}

const NOTHING: Chosen = { lead: null, anchor: null, ids: new Set() };

function only(id: string | null): Chosen {
  return id === null ? NOTHING : { lead: id, anchor: id, ids: new Set([id]) };
}

export type Selection = ReturnType<typeof useSelection>;

/**
 * The selected rows, which the drawing and the text share. The first among them stands in the
 * address as `?row=4`. Chosen in the drawing it moves the cursor of the text; chosen by the cursor
 * it follows the cursor, also when rows above it come and go.
 */
export function useSelection(rows: readonly Row[] = NO_ROWS) {
  const [params, setParams] = useSearchParams();
  const [chosen, setChosen] = useState(NOTHING);
  const cursor = useRef<number>(null);
  const [line, setLine] = useState<number>();
  const [edge, setEdge] = useState<string | null>(null);

  const there = useMemo(() => new Map(rows.map((row) => [row.id, row])), [rows]);
  const lead = (chosen.lead !== null && there.get(chosen.lead)?.id) || null;
  const ids = useMemo(
    () => new Set([...chosen.ids].filter((id) => there.has(id))),
    [chosen.ids, there],
  );

  /** From the drawing or a list. */
  const take = useCallback(
    (next: Chosen) => {
      cursor.current = null;
      const row = rows.find((one) => one.id === next.lead);
      if (row?.line) setLine(row.line);
      setChosen(next);
      setEdge(null);
    },
    [rows],
  );

  const select = useCallback((id: string | null) => take(only(id)), [take]);

  /** A connection, by its id; no row is selected then. */
  const selectEdge = useCallback(
    (id: string) => {
      take(NOTHING);
      setEdge(id);
    },
    [take],
  );

  /** Several; the last of them leads unless another is named. */
  const choose = useCallback(
    (next: Iterable<string>, first?: string | null) => {
      const found = new Set(next);
      const last = first ?? [...found].at(-1) ?? null;
      take({ lead: last, anchor: last, ids: found });
    },
    [take],
  );

  /** From where the selection began to this row. */
  const extend = useCallback(
    (id: string) => {
      const from = there.get(chosen.anchor ?? id)?.index;
      const to = there.get(id)?.index;
      if (from === undefined || to === undefined) return;
      const [low, high] = from < to ? [from, to] : [to, from];
      const range = rows.filter(({ index }) => low <= index && index <= high);
      const found = new Set(range.map((row) => row.id));
      take({ lead: id, anchor: chosen.anchor ?? id, ids: found });
    },
    [rows, there, chosen.anchor, take],
  );

  /** From the text. */
  const onLine = useCallback(
    (at: number) => {
      cursor.current = at;
      setLine((wanted) => (wanted === at ? wanted : undefined));
      const row = rowAtLine(rows, at);
      if (row) setChosen((before) => (before.lead === row.id ? before : only(row.id)));
    },
    [rows],
  );

  const follow = useEffectEvent(() => {
    if (cursor.current !== null) onLine(cursor.current);
    else if (lead !== null) setLine(there.get(lead)?.line ?? undefined);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever there are other rows
  useEffect(() => follow(), [rows]);

  // Writing the address is a navigation too, and would take the place of one that somebody has begun.
  const leaving = useNavigation().state !== "idle";
  const isLeaving = useLeaving();
  const address = params.get("row");
  const seen = useRef<string | null>(undefined);
  const written = useRef<string | null>(undefined);
  const index = lead === null ? null : String(there.get(lead)?.index);
  useEffect(() => {
    if (rows.length === 0 || leaving || isLeaving()) return;
    const outside = address !== seen.current && address !== written.current;
    seen.current = address;
    if (outside && address !== index) {
      written.current = address;
      select(rows.find((row) => String(row.index) === address)?.id ?? null);
      return;
    }
    if (index === address || index === written.current) return;
    written.current = index;
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        if (index === null) after.delete("row");
        else after.set("row", index);
        return after;
      },
      { replace: true },
    );
  }, [rows, leaving, isLeaving, address, index, select, setParams]);

  return { lead, ids, edge, line, select, selectEdge, choose, extend, onLine };
}
