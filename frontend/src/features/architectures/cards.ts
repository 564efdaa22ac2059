/** What stands on each row's card, in the words in which it is shown. Pure. */
import { formatNumber, formatPercent, formatShape } from "../../ui/format";
import { matches } from "../../ui/matches";
import { type KnownModule, kindOf, type RowKind } from "./graph";
import type { InspectedRow, Row } from "./queries";

export type Card = {
  id: string;
  index: number;
  module: string;
  kind: RowKind;
  section: Row["section"];
  /** "×2", after depth scaling where it is known; empty for one. */
  repeats: string;
  args: string;
  /** "P3" where the stride of the output is a power of two. */
  level: string;
  /** "32×160×160 → 64×160×160" */
  shapes: string;
  /** Of the output alone, shown on its connections. */
  output: string;
  /** "6 640 parameters" */
  params: string;
  /** "0.34 G" */
  gflops: string;
  /** "12.1 % of all GFLOPs" */
  share: string;
  /** Of the heaviest row, 0..1. */
  weight: number;
  errors: string[];
  /** Of the linter: it builds, but hardly as it is meant. */
  warnings: readonly string[];
};

interface Context {
  modules: ReadonlyMap<string, KnownModule>;
  inspected: readonly InspectedRow[];
  /** Of the linter, by id of the row. */
  warnings?: ReadonlyMap<string, readonly string[]>;
}

/** Cards in the order of the rows. Those that say the same as before are the same objects. */
export function cardsOf(rows: readonly Row[], context: Context, before: readonly Card[]): Card[] {
  const byIndex = new Map(context.inspected.map((row) => [row.index, row]));
  const flops = context.inspected.map((row) => row.gflops ?? 0);
  const total = flops.reduce((sum, value) => sum + value, 0);
  const heaviest = Math.max(0, ...flops);
  const earlier = new Map(before.map((card) => [card.id, card]));
  return rows.map((row) => {
    const inspected = byIndex.get(row.index);
    // While a new text is on its way, the numbers are of the old one: only show what still fits.
    const known = inspected?.module === row.module ? inspected : undefined;
    const card = cardOf(row, known, { ...context, total, heaviest });
    const same = earlier.get(row.id);
    return same && JSON.stringify(same) === JSON.stringify(card) ? same : card;
  });
}

function cardOf(
  row: Row,
  known: InspectedRow | undefined,
  context: Context & { total: number; heaviest: number },
): Card {
  const { total, heaviest } = context;
  const repeats = known?.repeats ?? row.repeats;
  const gflops = known?.gflops ?? null;
  return {
    id: row.id,
    index: row.index,
    module: row.module,
    kind: kindOf(row, context.modules),
    section: row.section,
    repeats: repeats === 1 ? "" : `×${repeats}`,
    args: formatArgs(row.args),
    level: levelName(known),
    shapes: known ? shapesLine(known) : "",
    output: formatOutput(known?.out_shape),
    params: known ? paramsLine(known.params) : "",
    gflops: gflops ? gflopsLine(gflops) : "",
    share: gflops === null || total === 0 ? "" : `${formatPercent(gflops / total)} of all GFLOPs`,
    weight: gflops === null || heaviest === 0 ? 0 : gflops / heaviest,
    errors: known?.errors.map((error) => error.message) ?? [],
    warnings: (known && context.warnings?.get(row.id)) ?? [],
  };
}

/** Arguments as one writes them in YAML: `256, False, "nearest"`. */
export function formatArgs(args: readonly unknown[]): string {
  return args.map(formatArg).join(", ");
}

export function formatArg(arg: unknown): string {
  if (arg === null || arg === undefined) return "None";
  if (arg === true) return "True";
  if (arg === false) return "False";
  if (Array.isArray(arg)) return `[${arg.map(formatArg).join(", ")}]`;
  if (typeof arg === "object") return JSON.stringify(arg);
  return String(arg);
}

/** A shape, or several of them; empty where it is not known. */
export function formatOutput(shape: InspectedRow["out_shape"] | undefined): string {
  if (!shape || shape.length === 0) return "";
  if (!shape.every((size) => typeof size === "number")) {
    return shape.map((one) => (Array.isArray(one) ? formatOutput(one) : String(one))).join(" + ");
  }
  return formatShape(shape as number[]);
}

function gflopsLine(gflops: number): string {
  return gflops < 0.005 ? "< 0.01 G" : `${formatNumber(gflops, 2)} G`;
}

function paramsLine(params: number | null): string {
  if (params === null) return "";
  return params === 0 ? "no parameters" : `${formatNumber(params)} parameters`;
}

function shapesLine(row: InspectedRow): string {
  const input = formatInputs(row.in_shapes);
  const output = formatOutput(row.out_shape);
  return [input, output].filter(Boolean).join(" → ");
}

/** "64×80×80"; of several inputs their number, since the connections show which. */
function formatInputs(shapes: InspectedRow["in_shapes"]): string {
  if (!shapes || shapes.length === 0) return "";
  return shapes.length === 1 ? formatOutput(shapes[0]) : `${shapes.length} inputs`;
}

/** The pyramid level of a stride: 8 input pixels for one of the output are level 3. */
export function levelName(row: Pick<InspectedRow, "stride"> | undefined): string {
  const stride = row?.stride ?? 0;
  if (stride <= 0) return "";
  const level = Math.log2(stride);
  return Number.isInteger(level) && level >= 0
    ? `P${level}`
    : `÷${formatNumber(stride, Number.isInteger(stride) ? 0 : 1)}`;
}

/** Ids of the rows that a search means: by number, name or argument. */
export function findCards(cards: readonly Card[], query: string): string[] {
  if (!query.trim()) return [];
  return cards
    .filter((card) => matches(query, `${card.index} ${card.module} ${card.args} ${card.level}`))
    .map((card) => card.id);
}
