/** What a comparison is about: its runs with their marks, and the arguments that differ. Pure. */
import { metricName } from "../metrics";
import type { Run } from "../queries";
import { argumentOf, extendedFrom, runModel } from "../run";
import { asText, sameValue } from "../trainArgs";
import { type LineStyle, styleOf } from "./style";

export interface Compared {
  run: Run;
  /** From 1, in the order of the address: what it is called in charts. */
  number: number;
  style: LineStyle;
}

/** The runs of these ids, in their order; those that are not there are left out. */
export function comparedOf(runs: readonly Run[], ids: readonly string[]): Compared[] {
  const known = new Map(runs.map((run) => [run.id, run]));
  return ids
    .map((id) => known.get(id))
    .filter((run) => run !== undefined)
    .map((run, at) => ({ run, number: at + 1, style: styleOf(at) }));
}

export function readIds(text: string | null): string[] {
  return [...new Set((text ?? "").split(",").filter(Boolean))];
}

/** A name short enough for a legend. */
export function shortName({ run, number }: Compared): string {
  return `${number} · ${runModel(run)}`;
}

export type Defaults = ReadonlyMap<string, unknown>;

/** The arguments that any of the runs was given; `differing` leaves out those that are the same in all. */
export function argumentNames(
  runs: readonly Run[],
  defaults: Defaults,
  differing: boolean,
): string[] {
  const given = runs.flatMap((run) => Object.keys(run.args ?? {}));
  const names = [
    ...new Set(runs.some((run) => run.extended) ? [...given, "epochs"] : given),
  ].sort();
  if (!differing) return [...new Set([...names, ...defaults.keys()])];
  const [first, ...rest] = runs;
  if (!first) return [];
  return names.filter((name) => {
    const value = argumentOf(first, name, defaults.get(name));
    return rest.some((run) => !sameValue(argumentOf(run, name, defaults.get(name)), value));
  });
}

/** Whether less of it is better, as of a loss. */
export function lowerIsBetter(column: string): boolean {
  return !column.startsWith("metrics/") || /rmse|abs_rel|silog/i.test(column);
}

/** The best value of a column among the runs; null where none has one, or all have the same. */
export function bestOf(runs: readonly Run[], column: string): number | null {
  const values = runs.map((run) => run.best[column]).filter((value) => value != null);
  if (values.length === 0 || (values.length > 1 && new Set(values).size === 1)) return null;
  return lowerIsBetter(column) ? Math.min(...values) : Math.max(...values);
}

/** The column by which most of the runs are judged. */
export function mainOf(runs: readonly Run[]): string | null {
  const counts = new Map<string, number>();
  for (const { curve } of runs) {
    if (curve.metric) counts.set(curve.metric, (counts.get(curve.metric) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

/** A column of results.csv as people say it. */
export function columnName(column: string): string {
  return metricName(column).replace(/^(train|val)\/(.*)$/, (_, of, name: string) => {
    return `${name.replaceAll("_", " ")}, ${of === "val" ? "validation" : "training"}`;
  });
}

function argumentText(run: Run, name: string, defaults: Defaults): string {
  const text = asText(argumentOf(run, name, defaults.get(name)));
  const extended = extendedFrom(run, name, defaults.get(name));
  return extended ? `${text}, ${extended}` : text;
}

export interface Difference {
  name: string;
  before: string;
  after: string;
}

/** What else is asked of one run than of another: what is trained, on what, and how. */
export function differences(one: Run, other: Run, defaults: Defaults, all: boolean): Difference[] {
  const facts = ["architecture", "checkpoint", "scale", "dataset", "dataset_hash", "task"] as const;
  const rows = [
    ...facts.map((name) => ({ name, before: asText(one[name]), after: asText(other[name]) })),
    {
      name: "modules",
      before: (one.modules ?? []).join(", "),
      after: (other.modules ?? []).join(", "),
    },
    ...argumentNames([one, other], defaults, !all).map((name) => ({
      name,
      before: argumentText(one, name, defaults),
      after: argumentText(other, name, defaults),
    })),
  ];
  return all
    ? rows.filter(({ before, after }) => before || after)
    : rows.filter(({ before, after }) => before !== after);
}
