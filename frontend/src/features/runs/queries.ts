import { type QueryClient, queryOptions, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "../../api/client";
import { useEvents } from "../../api/events";
import { askAgain, takeNews } from "../../api/news";
import type { components } from "../../api/schema";

export type Run = components["schemas"]["Run"];
export type RunRequest = components["schemas"]["RunRequest"];
export type RunNotesChange = components["schemas"]["RunNotesChange"];
export type Artifact = components["schemas"]["Artifact"];
export type TrainArgument = components["schemas"]["TrainArgument"];

/** All runs, the newest first. */
export const runsQuery = queryOptions({
  queryKey: ["runs"],
  queryFn: () => unwrap(api.GET("/api/runs")),
});

export const runQuery = (id: string) =>
  queryOptions({
    queryKey: ["runs", id],
    queryFn: () => unwrap(api.GET("/api/runs/{run}", at(id))),
  });

export const metricsQuery = (id: string) =>
  queryOptions({
    queryKey: ["runs", id, "metrics"],
    queryFn: () => unwrap(api.GET("/api/runs/{run}/metrics", at(id))),
  });

export const artifactsQuery = (id: string) =>
  queryOptions({
    queryKey: ["runs", id, "artifacts"],
    queryFn: () => unwrap(api.GET("/api/runs/{run}/artifacts", at(id))),
  });

/** Every argument of `model.train()`: fixed for as long as the server runs. */
export const trainArgsQuery = queryOptions({
  queryKey: ["train-args"],
  queryFn: () => unwrap(api.GET("/api/train-args")),
  staleTime: Number.POSITIVE_INFINITY,
});

export const createRun = (request: RunRequest) => unwrap(api.POST("/api/runs", { body: request }));

export const stopRun = (id: string, force: boolean) =>
  unwrap(api.POST("/api/runs/{run}/stop", { ...at(id), body: { force } }));

export const resumeRun = (id: string) => unwrap(api.POST("/api/runs/{run}/resume", at(id)));

export const annotateRun = (id: string, change: RunNotesChange) =>
  unwrap(api.PATCH("/api/runs/{run}", { ...at(id), body: change }));

export const deleteRun = (id: string) => unwrap(api.DELETE("/api/runs/{run}", at(id)));

function at(id: string) {
  return { params: { path: { run: id } } };
}

/** Where a file of the run is had. A picture that was written anew has another address. */
export function artifactUrl(id: string, artifact: Pick<Artifact, "path" | "modified">): string {
  const path = artifact.path.split("/").map(encodeURIComponent).join("/");
  return `/api/runs/${encodeURIComponent(id)}/artifacts/${path}?v=${Date.parse(artifact.modified)}`;
}

/** The list with one run as it is now; a run that is not in it is the newest. */
export function withRun(runs: readonly Run[], run: Run): Run[] {
  const at = runs.findIndex((one) => one.id === run.id);
  return at < 0 ? [run, ...runs] : runs.with(at, run);
}

/** Keeps the list of runs, and each run that is looked at, as the server has them. */
export function useLiveRuns(): void {
  const client = useQueryClient();
  useEvents("runs", ({ type, data }) => {
    if (type === "runs.snapshot") {
      const { runs } = data as { runs: Run[] };
      takeNews(client, runsQuery.queryKey, () => client.setQueryData(runsQuery.queryKey, runs));
      for (const run of runs) refresh(client, run);
    } else if (type === "runs.deleted") {
      const { id } = data as { id: string };
      change(client, (runs) => runs.filter((run) => run.id !== id));
      askAgain(client, runQuery(id).queryKey); // a page of it says so
    } else {
      takeRun(client, (data as { run: Run }).run);
    }
  });
}

/** What is known of one run, in the list and on its page, gives way to this. */
export function takeRun(client: QueryClient, run: Run): void {
  change(client, (runs) => withRun(runs, run));
  refresh(client, run);
}

function change(client: QueryClient, changed: (runs: Run[]) => Run[]): void {
  const { queryKey } = runsQuery;
  takeNews(client, queryKey, () => client.setQueryData(queryKey, (runs) => runs && changed(runs)));
}

function refresh(client: QueryClient, run: Run): void {
  const { queryKey } = runQuery(run.id);
  takeNews(client, queryKey, () => client.setQueryData(queryKey, (known) => known && run));
}
