/** Two architectures as one drawing: the rows of both in the order of the merged list. Pure. */
import { type Card, formatArgs } from "../cards";
import { edgeId } from "../lanes";
import type { Difference, Edge, Graph, InspectedRow, Inspection, Row } from "../queries";

export type Status = Difference["rows"][number]["status"];

/** One architecture of the two, as far as its numbers have come. */
export interface Side {
  graph: Graph;
  inspection: Inspection | undefined;
}

/** What changed in a number; null where it is not known on one of the sides. */
export type Change = number | null;

export interface MergedRow {
  id: string;
  status: Status;
  before: Row | null;
  after: Row | null;
  /** "args: 64, 3 → 128, 3" */
  words: string[];
  params: Change;
  gflops: Change;
}

export interface Merged {
  rows: MergedRow[];
  /** The same rows and all connections, to be laid out. */
  nodes: Row[];
  edges: Edge[];
  /** Of connections that only one of the two has, by their id. */
  changedEdges: Map<string, "added" | "removed">;
}

/** A row's id in the drawing: that of the text after where it is in it. */
function mergedId(before: number | null, after: number | null): string {
  return after !== null ? `a${after}` : `b${before}`;
}

export function merge(difference: Difference, before: Side, after: Side): Merged {
  const [costBefore, costAfter] = [costsOf(before.inspection), costsOf(after.inspection)];
  const idBefore = new Map<string, string>();
  const idAfter = new Map<string, string>();
  const rows = difference.rows.map((entry): MergedRow => {
    const was = entry.before === null ? null : (before.graph.nodes[entry.before] ?? null);
    const is = entry.after === null ? null : (after.graph.nodes[entry.after] ?? null);
    const id = mergedId(entry.before, entry.after);
    if (was) idBefore.set(was.id, id);
    if (is) idAfter.set(is.id, id);
    const [old, now] = [was && costBefore.get(was.index), is && costAfter.get(is.index)];
    return {
      id,
      status: entry.status,
      before: was,
      after: is,
      words:
        was && is
          ? entry.fields.map((field) => {
              const [old, now] = [
                sayField(field, was, before.graph),
                sayField(field, is, after.graph),
              ];
              return `${field}: ${old} → ${now}`;
            })
          : [],
      params: changeOf(was !== null, old?.params, is !== null, now?.params),
      gflops: changeOf(was !== null, old?.gflops, is !== null, now?.gflops),
    };
  });
  const nodes = rows.flatMap(({ id, before: was, after: is }) => {
    const row = is ?? was;
    return row ? [{ ...row, id }] : [];
  });
  const olds = renamed(before.graph.edges, idBefore);
  const news = renamed(after.graph.edges, idAfter);
  const [oldPairs, newPairs] = [pairsOf(olds), pairsOf(news)];
  const gone = olds.filter((edge) => !newPairs.has(pairOf(edge)));
  const changedEdges = new Map<string, "added" | "removed">();
  for (const edge of news) if (!oldPairs.has(pairOf(edge))) changedEdges.set(edgeId(edge), "added");
  const taken = new Set(news.map(edgeId));
  const removed = gone.map((edge) => {
    // Where an input was replaced, both ways are drawn: at slots of their own.
    let { slot } = edge;
    while (taken.has(edgeId({ ...edge, slot }))) slot++;
    taken.add(edgeId({ ...edge, slot }));
    return { ...edge, slot };
  });
  for (const edge of removed) changedEdges.set(edgeId(edge), "removed");
  return { rows, nodes, edges: [...news, ...removed], changedEdges };
}

type Cost = Pick<InspectedRow, "params" | "gflops">;

function costsOf(inspection: Inspection | undefined): Map<number, Cost> {
  return new Map((inspection?.rows ?? []).map((row) => [row.index, row]));
}

/** A row that is not there weighs nothing; one whose numbers are not known, nobody knows. */
function changeOf(
  was: boolean,
  before: number | null | undefined,
  is: boolean,
  after: number | null | undefined,
): Change {
  const [old, now] = [was ? before : 0, is ? after : 0];
  if (typeof old !== "number" || typeof now !== "number") return null;
  return now - old;
}

function sayField(field: string, row: Row, graph: Graph): string {
  if (field === "args") return formatArgs(row.args) || "none";
  if (field === "from") return sources(row, graph).join(", ");
  if (field === "repeats") return `${row.repeats}`;
  return field === "module" ? row.module : row.section;
}

/** What a row reads, by number and name: `-1` alone would not say that it is another row now. */
function sources({ from, index }: Row, { nodes }: Graph): string[] {
  return [from].flat().map((one) => {
    const source = one < 0 ? index + one : one;
    return source < 0 ? "the image" : `${source} ${nodes[source]?.module ?? ""}`.trim();
  });
}

function renamed(edges: readonly Edge[], names: ReadonlyMap<string, string>): Edge[] {
  return edges.flatMap((edge) => {
    const [source, target] = [names.get(edge.source), names.get(edge.target)];
    return source && target ? [{ ...edge, source, target }] : [];
  });
}

const pairOf = ({ source, target }: Edge) => `${source} ${target}`;
const pairsOf = (edges: readonly Edge[]) => new Set(edges.map(pairOf));

/** How a row is called on either side: "4", "4 → 5", as far as it has a number. */
export function numberOf({ before, after }: MergedRow): string {
  if (!before || !after) return String((after ?? before)?.index ?? "");
  return before.index === after.index ? `${after.index}` : `${before.index} → ${after.index}`;
}

/** The stride of each row that there is after, else before, by the row's id in the drawing. */
export function levelsOf(
  merged: Merged,
  before: readonly Card[],
  after: readonly Card[],
): Map<string, string> {
  return new Map(
    merged.rows.map(({ id, before: was, after: is }) => {
      const card = is ? after[is.index] : was ? before[was.index] : undefined;
      return [id, card?.level ?? ""];
    }),
  );
}
