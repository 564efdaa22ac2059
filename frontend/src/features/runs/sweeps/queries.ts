import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "../../../api/client";
import type { components } from "../../../api/schema";

export type Sweep = components["schemas"]["Sweep"];
export type SweepRequest = components["schemas"]["SweepRequest"];
export type Trial = components["schemas"]["Trial"];

const LOOK_AGAIN_MS = 3_000;

/** All sweeps, the newest first. */
export const sweepsQuery = queryOptions({
  queryKey: ["sweeps"],
  queryFn: () => unwrap(api.GET("/api/sweeps")),
});

/** News of its runs comes as events; that a trial was refused, or that the sweep is over, only when one looks. */
export const sweepQuery = (id: string) =>
  queryOptions({
    queryKey: ["sweeps", id],
    queryFn: () => unwrap(api.GET("/api/sweeps/{sweep}", at(id))),
    refetchInterval: ({ state }) => (state.data && goesOn(state.data) ? LOOK_AGAIN_MS : false),
  });

export function goesOn({ status }: Sweep): boolean {
  return status === "running" || status === "stopping";
}

export const createSweep = (request: SweepRequest) =>
  unwrap(api.POST("/api/sweeps", { body: request }));

export const stopSweep = (id: string) => unwrap(api.POST("/api/sweeps/{sweep}/stop", at(id)));

export const resumeSweep = (id: string) => unwrap(api.POST("/api/sweeps/{sweep}/resume", at(id)));

export const deleteSweep = (id: string, runs: boolean) =>
  unwrap(api.DELETE("/api/sweeps/{sweep}", { params: { path: { sweep: id }, query: { runs } } }));

function at(id: string) {
  return { params: { path: { sweep: id } } };
}
