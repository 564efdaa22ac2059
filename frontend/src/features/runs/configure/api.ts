/** What a run is configured with, as the server knows it. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "../../../api/client";
import type { components } from "../../../api/schema";

type Schemas = components["schemas"];
export type CheckRequest = Schemas["CheckRequest"];
export type Preset = Schemas["Preset"];
export type Logger = Schemas["Logger"];
export type ReadAnswer = Schemas["ReadAnswer"];
export type AugmentedRequest = Schemas["AugmentedRequest"];
export type AugmentedPicture = Schemas["AugmentedPicture"];
export type Args = Preset["args"];

/** Answers about what was typed are many, and soon forgotten. */
const KEPT_MS = 60_000;

export const argumentCheckQuery = (request: CheckRequest) =>
  queryOptions({
    queryKey: ["train-args", "check", request],
    queryFn: ({ signal }) => unwrap(api.POST("/api/train-args/check", { body: request, signal })),
    staleTime: KEPT_MS,
    gcTime: KEPT_MS,
    placeholderData: keepPreviousData,
  });

export const presetsQuery = queryOptions({
  queryKey: ["presets"],
  queryFn: () => unwrap(api.GET("/api/presets")),
});

export const savePreset = (name: string, args: Args) =>
  unwrap(api.PUT("/api/presets/{name}", { ...of(name), body: { args } }));

export const renamePreset = (name: string, to: string) =>
  unwrap(api.POST("/api/presets/{name}/rename", { ...of(name), body: { to } }));

export const deletePreset = (name: string) => unwrap(api.DELETE("/api/presets/{name}", of(name)));

function of(name: string) {
  return { params: { path: { name } } };
}

export const readArguments = (yaml: string) =>
  unwrap(api.POST("/api/train-args/read", { body: { yaml } }));

export const writeArguments = (args: Args) =>
  unwrap(api.POST("/api/train-args/write", { body: { args } }));

/** Fixed for as long as the server runs. */
export const loggersQuery = queryOptions({
  queryKey: ["loggers"],
  queryFn: () => unwrap(api.GET("/api/loggers")),
  staleTime: Number.POSITIVE_INFINITY,
});

export const augmentedQuery = (dataset: string, request: AugmentedRequest) =>
  queryOptions({
    queryKey: ["datasets", dataset, "augmented", request],
    queryFn: ({ signal }) =>
      unwrap(api.POST("/api/datasets/{name}/augmented", { ...of(dataset), body: request, signal })),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: KEPT_MS,
    placeholderData: keepPreviousData,
    retry: false,
  });
