import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import { useStore } from "zustand";
import { ProblemError } from "../../api/problem";
import type { CodeMarker } from "../../ui/CodeEditor";
import { problemMarkers } from "../../ui/problemMarkers";
import { type ModuleSummary, modulesQuery } from "../modules/queries";
import { type Card, cardsOf } from "./cards";
import type { DesignDocument } from "./designDocument";
import { tooManyRows } from "./drawable";
import type { Editing } from "./editing";
import { type Finding, findingsOf, warningsOf } from "./findings";
import type { KnownModule } from "./graph";
import { findingMarkers } from "./markers";
import {
  type Graph,
  graphQuery,
  type InspectedRow,
  type Inspection,
  inspectionQuery,
  type View,
} from "./queries";

const TYPING_PAUSE_MS = 150;

export interface Design {
  /** Of the text, or of the last one that could be read; edits on their way are in it already. */
  graph: Graph | undefined;
  /** The chosen one, where the text has it. */
  scale: string | null;
  cards: Card[];
  inspection: Inspection | undefined;
  /** What was inspected, by id of the row; what was not inspected anew yet is as it was. */
  inspected: ReadonlyMap<string, InspectedRow>;
  /** Totals of all scales; they come a moment later. */
  totals: Inspection["scales"];
  /** Errors and hints, in the order of the rows. */
  findings: Finding[];
  modules: ReadonlyMap<string, KnownModule>;
  /** Everything that a row can name. */
  catalog: readonly ModuleSummary[];
  /** How many rows the text has, where those are more than are drawn and inspected. */
  undrawn: number | null;
  /** Why the text cannot be read. */
  unreadable: ProblemError | null;
  /** What else is wrong and belongs to no row; null while all is well. */
  trouble: string | null;
  /** What is shown is not yet that of the text. */
  behind: boolean;
  markers: CodeMarker[];
}

const NO_MODULES: readonly ModuleSummary[] = [];

/** The views of a document: graph, shapes and problems, following what is typed and edited. */
export function useDesign(document: DesignDocument, editing: Editing, view: View): Design {
  const { text, parsed } = useStore(document.store);
  const waiting = useStore(editing.waiting);
  const unread = parsed?.text !== text;

  // What was typed is read after a pause. An edit brought its graph with it.
  const [settled] = useDebouncedValue(text, TYPING_PAUSE_MS);
  const tooMany = useMemo(() => tooManyRows(settled, undefined), [settled]);
  const parse = useQuery({
    ...graphQuery(settled),
    enabled: unread && settled === text && tooMany === null,
  });
  const read = parse.data;
  useEffect(() => {
    const { state } = document;
    if (read && state.text === settled && state.parsed?.text !== settled) {
      document.learn(settled, read);
    }
  }, [document, settled, read]);

  const known = parsed?.graph;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `waiting` is what it foresees
  const graph = useMemo(() => known && editing.foreseen(known), [known, editing, waiting]);

  // A scale in the address that the text does not have is none.
  const scale = graph?.scales.includes(view.scale ?? "") ? view.scale : null;
  const seen = { ...view, scale };
  const readable = parsed?.text ?? "";
  const undrawn = tooMany ?? tooManyRows("", graph);
  const inspect = useQuery({
    ...inspectionQuery(readable, seen, false),
    enabled: parsed !== null && undrawn === null,
    placeholderData: keepPreviousData,
  });
  const scaled = useQuery({
    ...inspectionQuery(readable, seen, true),
    // Only after the shapes of the chosen scale, which somebody is waiting for.
    enabled: parsed !== null && undrawn === null && inspect.isSuccess && !inspect.isPlaceholderData,
    placeholderData: keepPreviousData,
  });
  const inspection = inspect.data;
  const { inspected, warnings } = useInspected(known, inspection, inspect.isPlaceholderData);

  const catalog = useQuery(modulesQuery).data ?? NO_MODULES;
  const modules = useMemo(
    () =>
      new Map(
        catalog.map(({ name, custom, contract }) => [name, { custom, rule: contract?.rule ?? "" }]),
      ),
    [catalog],
  );

  const before = useRef<Card[]>([]);
  const cards = useMemo(() => {
    const rows = graph?.nodes ?? [];
    const context = {
      modules,
      inspected: rows.flatMap((row) => {
        const one = inspected.get(row.id);
        return one ? [{ ...one, index: row.index }] : [];
      }),
      warnings,
    };
    const made = cardsOf(rows, context, before.current);
    before.current = made;
    return made;
  }, [graph, inspected, warnings, modules]);

  const problem = unread && settled === text ? parse.error : null;
  const unreadable = problem ? ProblemError.from(problem) : null;
  const current = inspect.isPlaceholderData ? undefined : inspection;
  const findings = useMemo(() => findingsOf(cards, current), [cards, current]);
  const markers = useMemo(
    () => (unreadable ? problemMarkers(unreadable) : findingMarkers(graph?.nodes ?? [], findings)),
    [unreadable, graph, findings],
  );
  return {
    graph,
    scale,
    cards,
    inspection,
    inspected,
    totals: scaled.data?.scales ?? {},
    findings,
    modules,
    catalog,
    undrawn,
    unreadable,
    trouble: troubleOf(unreadable ?? inspect.error, inspection),
    behind: (unread && !unreadable && undrawn === null) || waiting.jobs > 0 || inspect.isFetching,
    markers,
  };
}

/** What is said of rows, by their ids. */
interface Inspected {
  inspected: ReadonlyMap<string, InspectedRow>;
  warnings: ReadonlyMap<string, readonly string[]>;
}

const NOT_INSPECTED: Inspected = { inspected: new Map(), warnings: new Map() };

/** While a new inspection is on its way, rows keep what the last one said of them. */
function useInspected(
  graph: Graph | undefined,
  inspection: Inspection | undefined,
  outdated: boolean,
): Inspected {
  const last = useRef(NOT_INSPECTED);
  return useMemo(() => {
    if (!graph || !inspection || outdated) return last.current;
    const ids = new Map(graph.nodes.map((row) => [row.index, row.id]));
    last.current = {
      inspected: new Map(inspection.rows.map((row) => [ids.get(row.index) ?? "", row])),
      warnings: warningsOf(graph.nodes, inspection),
    };
    return last.current;
  }, [graph, inspection, outdated]);
}

function troubleOf(error: unknown, inspection: Inspection | undefined): string | null {
  if (error) {
    const { title, detail } = ProblemError.from(error);
    return detail || title;
  }
  return inspection?.errors?.map((place) => place.message).join("\n") || null;
}
