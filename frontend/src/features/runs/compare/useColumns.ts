import { useQueries } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { metricsQuery, type Run } from "../queries";
import { isActive } from "../run";
import type { Columns } from "./curves";

/** The columns of results.csv of each run; those of a run that goes on are asked for after each epoch. */
export function useColumns(runs: readonly Run[], enabled: boolean) {
  const found = useQueries({
    queries: runs.map((run) => ({ ...metricsQuery(run.id), enabled, staleTime: 60_000 })),
    combine: (results) => ({
      all: results.map(({ data }) => data as Columns | undefined),
      loading: results.some(({ isLoading }) => isLoading),
      error: results.find(({ error }) => error)?.error ?? null,
      refetch: () => {
        for (const result of results) if (result.error) void result.refetch();
      },
      refetchAt: (at: number) => void results[at]?.refetch(),
    }),
  });
  const { all, refetchAt } = found;
  const progress = runs.map((run) => (isActive(run) ? run.epoch : -1));
  const key = progress.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew when an epoch is done
  useEffect(() => {
    if (enabled) progress.forEach((epoch, at) => void (epoch > 0 && refetchAt(at)));
  }, [key, enabled]);
  const columns = useMemo(
    () =>
      new Map(
        runs.flatMap((run, at) => {
          const known = all[at];
          return known ? [[run.id, known] as const] : [];
        }),
      ),
    [runs, all],
  );
  return { columns, loading: found.loading, error: found.error, refetch: found.refetch };
}
