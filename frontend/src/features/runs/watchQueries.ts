import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "../../api/client";
import { ProblemError } from "../../api/problem";
import type { components } from "../../api/schema";
import type { LogLevel } from "./events";
import type { Tables } from "./runView";

export type Series = components["schemas"]["Series"];
export type Curves = components["schemas"]["Curves"];
export type ClassCurves = components["schemas"]["ClassCurves"];
export type Confusion = components["schemas"]["Confusion"];
export type LogPage = components["schemas"]["LogPage"];

/** Rows asked for: the lowest and the highest of each line for about every pixel of a chart. */
const POINTS = 5000;

interface Stretch {
  start?: number;
  end?: number;
}

/** The curves of a run, or of a stretch of it in detail. */
export function fetchSeries(id: string, stretch: Stretch, signal: AbortSignal): Promise<Series> {
  const params = { path: { run: id }, query: { points: POINTS, ...stretch } };
  return unwrap(api.GET("/api/runs/{run}/series", { params, signal }));
}

/** A stretch in detail. `resumed`: what was done once more is asked anew. */
export const stretchQuery = (id: string, range: readonly [number, number], resumed: number) =>
  queryOptions({
    queryKey: ["runs", id, "series", ...range, resumed],
    queryFn: ({ signal }) => fetchSeries(id, { start: range[0], end: range[1] }, signal),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });

/** Every row of these columns as a file. */
export function tableUrl(id: string, table: keyof Tables, columns: readonly string[]): string {
  const names = encodeURIComponent(columns.join(","));
  return `/api/runs/${encodeURIComponent(id)}/series/${table}?names=${names}`;
}

/** Confusion matrix and curves; null where the run has none (yet). */
export const curvesQuery = (id: string) =>
  queryOptions({
    queryKey: ["runs", id, "curves"],
    queryFn: async (): Promise<Curves | null> => {
      try {
        return await unwrap(api.GET("/api/runs/{run}/curves", { params: { path: { run: id } } }));
      } catch (error) {
        if (error instanceof ProblemError && error.status === 404) return null;
        throw error;
      }
    },
  });

export interface LogQuestion {
  level: LogLevel;
  text: string;
}

/** A page of the log that ends before an event. */
export function fetchLog(id: string, before: number, question: LogQuestion, signal: AbortSignal) {
  const params = { path: { run: id }, query: { before, limit: 1000, ...question } };
  return unwrap(api.GET("/api/runs/{run}/log", { params, signal }));
}
