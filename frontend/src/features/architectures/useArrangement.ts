import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { notifyProblem } from "../../ui/notify";
import { type Layout, layOut } from "./lanes";
import type { Arrangement } from "./positions";
import type { Graph } from "./queries";

/**
 * Where the rows of a graph stand before anybody moves one. Lanes are there at once; layers come
 * out of a worker, and until they do the rows stay where they last stood, or in the lanes.
 */
export function useArrangement(graph: Graph, arrangement: Arrangement): Layout {
  const lanes = useMemo(() => layOut(graph.nodes, graph.edges), [graph]);
  const form = useMemo(() => formOf(graph), [graph]);
  const layers = useQuery({
    queryKey: ["architectures", { layers: form }],
    queryFn: async () => {
      const { layInLayers } = await import("./layers");
      return layInLayers(graph.nodes, graph.edges);
    },
    enabled: arrangement === "layers",
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const { error } = layers;
  useEffect(() => {
    if (error) notifyProblem(error);
  }, [error]);
  if (arrangement === "lanes" || !layers.data) return lanes;
  return layers.isPlaceholderData && !fits(layers.data, graph) ? lanes : layers.data;
}

/** What an arrangement depends on: the rows, their sections and connections, and nothing else. */
function formOf({ nodes, edges }: Graph): string {
  const rows = nodes.map(({ id, section }) => `${id} ${section}`);
  return [...rows, ...edges.map((edge) => Object.values(edge).join(" "))].join("\n");
}

function fits(layout: Layout, { nodes }: Graph): boolean {
  const placed = new Set(layout.rows.map(({ id }) => id));
  return placed.size === nodes.length && nodes.every(({ id }) => placed.has(id));
}
