import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { modulesQuery } from "../../modules/queries";
import { type Card, cardsOf } from "../cards";
import { differenceQuery, graphQuery, inspectionQuery } from "../queries";
import { levelsOf, merge } from "./merged";

const IMGSZ = 640;

/** Everything about two texts, at one scale where they have it. */
export function useDifference(before: string, after: string, scale: string | null) {
  const difference = useQuery(differenceQuery(before, after));
  const old = useSide(before, scale);
  const now = useSide(after, scale);
  const merged = useMemo(
    () =>
      difference.data && old.graph && now.graph
        ? merge(
            difference.data,
            { graph: old.graph, inspection: old.inspection },
            { graph: now.graph, inspection: now.inspection },
          )
        : undefined,
    [difference.data, old.graph, old.inspection, now.graph, now.inspection],
  );
  const levels = useMemo(
    () => (merged ? levelsOf(merged, old.cards, now.cards) : new Map<string, string>()),
    [merged, old.cards, now.cards],
  );
  return {
    merged,
    levels,
    keys: difference.data?.keys ?? [],
    before: old,
    after: now,
    error: difference.error ?? old.error ?? now.error,
    refetch: difference.refetch,
  };
}

const NO_CARDS: Card[] = [];

function useSide(yaml: string, asked: string | null) {
  const { data: graph, error } = useQuery(graphQuery(yaml));
  const scale = graph?.scales.includes(asked ?? "") ? asked : null;
  const inspect = useQuery({
    ...inspectionQuery(yaml, { scale, imgsz: IMGSZ, nc: null }, false),
    enabled: graph !== undefined,
    placeholderData: keepPreviousData,
  });
  const modules = useQuery(modulesQuery).data;
  const inspection = inspect.data;
  const cards = useMemo(() => {
    if (!graph) return NO_CARDS;
    const known = new Map(
      (modules ?? []).map(({ name, custom, contract }) => [
        name,
        { custom, rule: contract?.rule ?? "" },
      ]),
    );
    const inspected = inspection?.rows ?? [];
    return cardsOf(graph.nodes, { modules: known, inspected }, []);
  }, [graph, inspection, modules]);
  return { graph, inspection, cards, scale, error: error ?? inspect.error };
}
