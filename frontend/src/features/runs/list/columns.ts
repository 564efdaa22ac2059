/** What the list of runs can show of a run, and how that is sorted and searched. Pure. */
import { matches } from "../../../ui/matches";
import { formatScore, measures, metricName } from "../metrics";
import type { Run } from "../queries";
import { argumentOf, runModel, runSeconds } from "../run";
import { asText } from "../trainArgs";

export type Value = number | string | null;

export interface Column {
  /** In the address and in what is remembered: "created", "metrics/mAP50(B)", "args.lr0". */
  id: string;
  label: string;
  /** Figures are aligned at the right, and the first sorting is from the highest down. */
  number: boolean;
  value: (run: Run, now: number) => Value;
}

export const FIXED = {
  status: { id: "status", label: "State", number: false, value: (run) => run.status },
  model: { id: "model", label: "Run", number: false, value: (run) => runModel(run) },
  dataset: { id: "dataset", label: "Data set", number: false, value: (run) => run.dataset },
  epochs: { id: "epochs", label: "Epochs", number: true, value: (run) => run.epoch },
  duration: { id: "duration", label: "Duration", number: true, value: runSeconds },
  created: { id: "created", label: "Created", number: true, value: (run) => run.created },
} as const satisfies Record<string, Column>;

const ARGUMENT = "args.";

/** A column of results.csv at the best epoch. */
export function metricColumn(name: string): Column {
  return {
    id: name,
    label: metricName(name),
    number: true,
    value: (run) => run.best[name] ?? null,
  };
}

/** An argument as it holds; where it was not given, its default if that is known. */
export function argumentColumn(name: string, byDefault?: unknown): Column {
  return {
    id: `${ARGUMENT}${name}`,
    label: name,
    number: false,
    value: (run) => {
      const value = argumentOf(run, name, byDefault);
      return typeof value === "number" ? value : asText(value) || null;
    },
  };
}

export function isArgument(id: string): boolean {
  return id.startsWith(ARGUMENT);
}

/** A column by its id, as the address and the browser's memory know it. */
export function columnOf(id: string, defaults: ReadonlyMap<string, unknown>): Column {
  if (!isArgument(id)) return metricColumn(id);
  const name = id.slice(ARGUMENT.length);
  return argumentColumn(name, defaults.get(name));
}

/** All ids that these runs give reason to choose: their measures, their losses, the arguments that were given. */
export function choices(runs: readonly Run[]): { metrics: string[]; args: string[] } {
  const columns = new Set(runs.flatMap((run) => Object.keys(run.best)));
  const found = measures([...columns]);
  const losses = [...columns].filter((name) => /^(?:val|train)\//.test(name)).sort();
  const args = new Set(runs.flatMap((run) => Object.keys(run.args ?? {})));
  return {
    metrics: [...found, ...losses],
    args: [...args].sort().map((name) => `${ARGUMENT}${name}`),
  };
}

export function textOf(column: Column, value: Value): string {
  if (value === null) return "–";
  if (typeof value === "string") return value;
  return isArgument(column.id) ? String(value) : formatScore(value);
}

/** "created" or, from the highest down, "-created". */
export interface Order {
  id: string;
  down: boolean;
}

export const NEWEST_FIRST: Order = { id: FIXED.created.id, down: true };

export function readOrder(text: string | null): Order {
  if (!text) return NEWEST_FIRST;
  return text.startsWith("-") ? { id: text.slice(1), down: true } : { id: text, down: false };
}

export function writeOrder({ id, down }: Order): string {
  return down ? `-${id}` : id;
}

/** The order that a click on a column's heading asks for. */
export function clicked(order: Order, column: Column): Order {
  return order.id === column.id
    ? { id: column.id, down: !order.down }
    : { id: column.id, down: column.number };
}

/** The runs by a column; those that have no value come last either way, and equals stay newest first. */
export function sorted(
  runs: readonly Run[],
  column: Column,
  down: boolean,
  now: number,
): readonly Run[] {
  const sign = down ? -1 : 1;
  return runs
    .map((run) => ({ run, value: column.value(run, now) }))
    .sort((a, b) => {
      if (a.value === null || b.value === null)
        return Number(a.value === null) - Number(b.value === null);
      return sign * compare(a.value, b.value);
    })
    .map(({ run }) => run);
}

function compare(a: number | string, b: number | string): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  const [one, other] = [String(a), String(b)];
  return one < other ? -1 : Number(one > other);
}

/** Whether every word of the query is said of the run: its model, data set, state, tags, note or id. */
export function isFound(run: Run, query: string): boolean {
  return !query || matches(query, wordsOf(run));
}

/** Of each run as it is; looked in at every key that is typed. */
const words = new WeakMap<Run, string>();

function wordsOf(run: Run): string {
  const known = words.get(run);
  if (known !== undefined) return known;
  const tags = (run.tags ?? []).map((tag) => `tag:${tag}`);
  const all = [runModel(run), run.dataset, run.status, run.task, run.id, ...tags, run.note];
  const text = all.join(" ").toLowerCase();
  words.set(run, text);
  return text;
}
