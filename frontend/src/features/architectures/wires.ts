/** Whether a connection can be, said before it is made. Pure. */
import type { KnownModule } from "./graph";
import type { Graph, InspectedRow, Row } from "./queries";
import { sourcesOf } from "./starts";

export interface Wire {
  source: string;
  target: string;
  slot: number;
}

export interface WireContext {
  graph: Graph;
  modules: ReadonlyMap<string, KnownModule>;
  /** By id. */
  inspected: ReadonlyMap<string, InspectedRow>;
}

/** Joins that need inputs of one height and width. A custom join may bring them together itself. */
const SAME_SIZE = new Set(["Concat"]);
const MANY = new Set(["join", "head"]);

/** Why a wire cannot be; null where it can, as far as is known here. */
export function wireProblem(context: WireContext, wire: Wire): string | null {
  const { graph, modules } = context;
  const source = graph.nodes.find((row) => row.id === wire.source);
  const target = graph.nodes.find((row) => row.id === wire.target);
  if (!source || !target) return "This row is gone.";
  if (source === target) return "A row cannot read itself.";
  if (target.index === 0) return "The first row reads the image.";
  if (source.index > target.index) {
    return `Row ${source.index} comes after row ${target.index}. A row reads rows before it: move one of them first.`;
  }
  const read = sourcesOf(target);
  if (wire.slot >= read.length && !takesMany(target, modules)) {
    return `${target.module} takes one input.`;
  }
  if (read[wire.slot] === source.index) return "It reads this row already.";
  return SAME_SIZE.has(target.module) ? sizeProblem(context, source, target, wire.slot) : null;
}

/** How many places for a wire a row shows: one more than it has where it takes several. */
export function slotsOf(row: Row, modules: ReadonlyMap<string, KnownModule>): number {
  return sourcesOf(row).length + (takesMany(row, modules) ? 1 : 0);
}

export function takesMany(row: Row, modules: ReadonlyMap<string, KnownModule>): boolean {
  const known = modules.get(row.module);
  if (!known?.rule) return Array.isArray(row.from);
  return MANY.has(known.rule);
}

function sizeProblem(context: WireContext, source: Row, target: Row, slot: number): string | null {
  const { graph, inspected } = context;
  const sizeAt = (index: number) => {
    const row = graph.nodes[index];
    return row ? sizeOf(inspected.get(row.id)) : null;
  };
  const size = sizeAt(source.index);
  const others = sourcesOf(target)
    .filter((_index, at) => at !== slot)
    .map(sizeAt)
    .filter((one) => one !== null);
  const wanted = others[0];
  if (!size || !wanted || size === wanted || !others.every((one) => one === wanted)) return null;
  const fitting = graph.nodes
    .slice(0, target.index)
    .filter((row) => sizeAt(row.index) === wanted && !sourcesOf(target).includes(row.index))
    .sort((a, b) => Math.abs(a.index - source.index) - Math.abs(b.index - source.index))[0];
  const other = Number(size.split("×")[0]) < Number(wanted.split("×")[0]);
  const between = other ? "An Upsample must come between" : "A step down must come between";
  const instead = fitting ? `, or take row ${fitting.index}` : "";
  return `Row ${source.index} gives ${size}, the other input is ${wanted}. ${between}${instead}.`;
}

function sizeOf(row: InspectedRow | undefined): string | null {
  const shape = row?.out_shape;
  if (shape?.length !== 3) return null;
  const [, height, width] = shape;
  return typeof height === "number" && typeof width === "number" ? `${height}×${width}` : null;
}
