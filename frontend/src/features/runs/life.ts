import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "../../api/client";
import type { components } from "../../api/schema";

export type QueueState = components["schemas"]["QueueState"];
export type RunManifest = components["schemas"]["RunManifest"];
export type QueueMove = components["schemas"]["QueueMove"]["to"];

/** What waits, in its order. */
export const queueQuery = queryOptions({
  queryKey: ["queue"],
  queryFn: () => unwrap(api.GET("/api/queue")),
});

/** What the worker wrote last; a 404 until the run has come to an orderly end. */
export const manifestQuery = (id: string) =>
  queryOptions({
    queryKey: ["runs", id, "manifest"],
    queryFn: () => unwrap(api.GET("/api/runs/{run}/manifest", at(id))),
    retry: false,
  });

export const extendRun = (id: string, epochs: number) =>
  unwrap(api.POST("/api/runs/{run}/extend", { ...at(id), body: { epochs } }));

export const retryRun = (id: string) => unwrap(api.POST("/api/runs/{run}/retry", at(id)));

export const restoreRun = (id: string) => unwrap(api.POST("/api/runs/{run}/restore", at(id)));

export const moveRun = (id: string, to: QueueMove) =>
  unwrap(api.POST("/api/runs/{run}/move", { ...at(id), body: { to } }));

export const pauseQueue = (paused: boolean) =>
  unwrap(api.PATCH("/api/queue", { body: { paused } }));

function at(id: string) {
  return { params: { path: { run: id } } };
}
