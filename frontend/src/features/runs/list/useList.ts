import { useMemo } from "react";
import type { Run, TrainArgument } from "../queries";
import { type Column, columnOf, FIXED, isFound, type Order, sorted } from "./columns";
import { mainColumn } from "./main";
import { useTicks } from "./ticks";

/** The filters and the states that each lets through. */
export const STATES: Record<string, readonly string[]> = {
  active: ["queued", "running", "stopping"],
  completed: ["completed"],
  stopped: ["stopped", "interrupted"],
  failed: ["failed"],
};

interface Wish {
  query: string;
  state: string;
  order: Order;
  /** Ids of the columns besides those that are always there. */
  chosen: readonly string[];
}

/** The runs that are asked for, in order, and what the page needs to know of them. */
export function useList(
  runs: readonly Run[],
  { query, state, order: { id, down }, chosen }: Wish,
  args: readonly TrainArgument[] | undefined,
) {
  const { ids } = useTicks();
  const columns = useMemo<Column[]>(() => {
    const defaults = new Map(args?.map((argument) => [argument.name, argument.default]));
    return chosen.map((one) => columnOf(one, defaults));
  }, [chosen, args]);
  const found = useMemo(() => {
    const all = [...Object.values<Column>(FIXED), mainColumn(runs), ...columns];
    const by = all.find((column) => column.id === id) ?? FIXED.created;
    const some = runs.filter(
      (run) => (STATES[state]?.includes(run.status) ?? true) && isFound(run, query),
    );
    return sorted(some, by, down, Date.now());
  }, [runs, columns, query, state, id, down]);
  const ticked = useMemo(() => runs.filter((run) => ids.has(run.id)), [runs, ids]);
  const tags = useMemo(() => [...new Set(runs.flatMap((run) => run.tags ?? []))].sort(), [runs]);
  return { found, columns, ticked, tags };
}
