/** From what a person does on the canvas to operations on the text. Pure. */
import { freshId } from "./keepIds";
import { edgeId } from "./lanes";
import type { Edge, Graph, Operation, Row } from "./queries";

export type Section = Row["section"];

/** Where a new row goes: into a connection, behind a row (which the next one then reads), or loose. */
export type Spot =
  | { on: "edge"; edge: Edge }
  | { on: "row"; after: string | null }
  | { on: "canvas"; at: number; section: Section };

export interface NewRow {
  module: string;
  args: unknown[];
  from: number | number[];
}

/** The number that the new row gets, and its section. */
export function placeFor(graph: Graph, spot: Spot): { at: number; section: Section } {
  if (spot.on === "canvas") return { at: spot.at, section: spot.section };
  if (spot.on === "edge") {
    const target = graph.nodes.find((row) => row.id === spot.edge.target);
    return { at: target?.index ?? graph.nodes.length, section: target?.section ?? "head" };
  }
  const row = graph.nodes.find((one) => one.id === spot.after);
  if (row) return { at: row.index + 1, section: row.section };
  const backbone = graph.nodes.filter((one) => one.section === "backbone").length;
  return { at: backbone, section: "backbone" };
}

export function insertRow(graph: Graph, spot: Spot, row: NewRow): Operation & { op: "insert" } {
  const { at, section } = placeFor(graph, spot);
  const id = freshId(new Set(graph.nodes.map((one) => one.id)));
  const base = { op: "insert" as const, id, at, section, repeats: 1, ...row };
  if (spot.on === "row") return base;
  if (spot.on === "canvas") return { ...base, into: [] };
  const { source, target, slot } = spot.edge;
  const index = graph.nodes.findIndex((one) => one.id === source);
  const read = index === at - 1 ? -1 : index;
  const from = Array.isArray(row.from) ? [read] : read;
  return { ...base, from, into: [{ target, slot }] };
}

/** The last first, so that each hands on what it reads. */
export function removeRows(graph: Graph, ids: ReadonlySet<string>): Operation[] {
  return chosenOf(graph, ids)
    .reverse()
    .map(({ id }) => ({ op: "delete", id }));
}

/**
 * One place up (-1) or down (1). At the end of a section the rows go into the other one, which is
 * a move without a change of place.
 */
export function moveRows(graph: Graph, ids: ReadonlySet<string>, step: 1 | -1): Operation[] {
  const chosen = chosenOf(graph, ids);
  const [first, last] = [chosen[0], chosen.at(-1)];
  if (!first || !last) return [];
  const others = graph.nodes.filter((row) => !ids.has(row.id));
  const boundary = others.filter((row) => row.section === "backbone").length;
  const at = others.filter((row) => row.index < (step > 0 ? last : first).index).length;
  const { section } = first;
  const moved = chosen.map((row) => row.id);
  if (step > 0 && section === "backbone" && at >= boundary) {
    return [{ op: "move_rows", ids: moved, at: boundary, section: "head" }];
  }
  if (step < 0 && section === "head" && at <= boundary) {
    return [{ op: "move_rows", ids: moved, at: boundary, section: "backbone" }];
  }
  const next = at + step;
  if (next < 0 || next > others.length) return [];
  return [{ op: "move_rows", ids: moved, at: next, section }];
}

/** To the end of the backbone, or to the beginning of the head. */
export function changeSection(
  graph: Graph,
  ids: ReadonlySet<string>,
  section: Section,
): Operation[] {
  const chosen = chosenOf(graph, ids).filter((row) => row.section !== section);
  if (chosen.length === 0) return [];
  const going = new Set(chosen.map((row) => row.id));
  const at = graph.nodes.filter((row) => row.section === "backbone" && !going.has(row.id)).length;
  return [{ op: "move_rows", ids: [...going], at, section }];
}

/** Takes the connection of this id away, where it is still there. */
export function disconnectEdge(graph: Graph, id: string): Operation[] {
  const edge = graph.edges.find((one) => edgeId(one) === id);
  return edge ? [{ op: "disconnect", target: edge.target, slot: edge.slot }] : [];
}

/** `from` in another order, by the slots in the order in which they shall stand. */
export function reorderInputs(row: Row, slots: readonly number[]): Operation[] {
  if (!Array.isArray(row.from)) return [];
  const { from } = row;
  return [{ op: "set", id: row.id, from: slots.map((slot) => from[slot] ?? -1) }];
}

/** Where pasted rows go: behind the selected ones, else before the last row, which is the head. */
export function pastePlace(
  graph: Graph,
  ids: ReadonlySet<string>,
): { at: number; section: Section } {
  const last = chosenOf(graph, ids).at(-1);
  if (last) return { at: last.index + 1, section: last.section };
  const end = graph.nodes.at(-1);
  return { at: end?.index ?? 0, section: end?.section ?? "backbone" };
}

/** Ids that the graph did not have before. */
export function newIds(before: Graph, after: Graph): string[] {
  const known = new Set(before.nodes.map((row) => row.id));
  return after.nodes.map((row) => row.id).filter((id) => !known.has(id));
}

export function chosenOf(graph: Graph, ids: ReadonlySet<string>): Row[] {
  return graph.nodes.filter((row) => ids.has(row.id));
}
