import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import { ProblemError } from "../../api/problem";
import type { CodeMarker } from "../../ui/CodeEditor";
import { problemMarkers } from "../../ui/problemMarkers";
import { modulesQuery } from "../modules/queries";
import { type Card, cardsOf } from "./cards";
import { rowMarkers } from "./markers";
import { type Graph, graphQuery, type Inspection, inspectionQuery, type View } from "./queries";

const TYPING_PAUSE_MS = 150;

export interface Design {
  /** Of the text, or of the last one that could be read. */
  graph: Graph | undefined;
  /** The chosen one, where the text has it. */
  scale: string | null;
  cards: Card[];
  inspection: Inspection | undefined;
  /** Totals of all scales; they come a moment later. */
  totals: Inspection["scales"];
  /** Why the text cannot be read. */
  unreadable: ProblemError | null;
  /** What else is wrong and belongs to no row; null while all is well. */
  trouble: string | null;
  /** What is shown is not yet that of the text. */
  behind: boolean;
  markers: CodeMarker[];
}

/** The views of a text: graph, shapes and problems, following what is typed. */
export function useDesign(text: string, view: View): Design {
  const [settled] = useDebouncedValue(text, TYPING_PAUSE_MS);
  const parse = useQuery(graphQuery(settled));
  const [graph, setGraph] = useState<Graph>();
  if (parse.data && parse.data !== graph) setGraph(parse.data);

  const readable = parse.isSuccess;
  // A scale in the address that the text does not have is none.
  const scale = graph?.scales.includes(view.scale ?? "") ? view.scale : null;
  const seen = { ...view, scale };
  const inspect = useQuery({
    ...inspectionQuery(settled, seen, false),
    enabled: readable,
    placeholderData: keepPreviousData,
  });
  const scaled = useQuery({
    ...inspectionQuery(settled, seen, true),
    // Only after the shapes of the chosen scale, which somebody is waiting for.
    enabled: readable && inspect.isSuccess && !inspect.isPlaceholderData,
    placeholderData: keepPreviousData,
  });

  const modules = useQuery(modulesQuery).data;
  const known = useMemo(
    () =>
      new Map(
        (modules ?? []).map(({ name, custom, contract }) => [
          name,
          { custom, rule: contract?.rule ?? "" },
        ]),
      ),
    [modules],
  );

  const before = useRef<Card[]>([]);
  const inspection = inspect.data;
  const cards = useMemo(() => {
    const inspected = inspection?.rows ?? [];
    const made = cardsOf(
      graph?.nodes ?? [],
      { modules: known, inspected, imgsz: view.imgsz },
      before.current,
    );
    before.current = made;
    return made;
  }, [graph, inspection, known, view.imgsz]);

  const unreadable = parse.error ? ProblemError.from(parse.error) : null;
  const markers = useMemo(
    () => (unreadable ? problemMarkers(unreadable) : rowMarkers(graph?.nodes ?? [], cards)),
    [unreadable, graph, cards],
  );
  return {
    graph,
    scale,
    cards,
    inspection,
    totals: scaled.data?.scales ?? {},
    unreadable,
    trouble: troubleOf(unreadable ?? inspect.error, inspection),
    behind: settled !== text || parse.isFetching || inspect.isFetching,
    markers,
  };
}

function troubleOf(error: unknown, inspection: Inspection | undefined): string | null {
  if (error) {
    const { title, detail } = ProblemError.from(error);
    return detail || title;
  }
  return inspection?.errors?.map((place) => place.message).join("\n") || null;
}
