import { queryOptions } from "@tanstack/react-query";
import { api, unwrap, upload } from "../../api/client";
import type { components } from "../../api/schema";
import type { Filter } from "./useView";

export type Dataset = components["schemas"]["Dataset"];
export type DatasetDetail = components["schemas"]["DatasetDetail"];
export type SplitStatistics = components["schemas"]["SplitStatistics"];
export type ReportEntry = components["schemas"]["ReportEntry"];
export type Sample = components["schemas"]["Sample"];
export type KnownDataset = components["schemas"]["KnownDataset"];
export type Duplicates = components["schemas"]["Duplicates"];
export type DeriveOptions = components["schemas"]["DeriveOptions"];
export type Format = "auto" | "yolo" | "coco" | "voc" | "folders" | "depth";
export type Task = "auto" | "detect" | "segment" | "pose" | "obb" | "classify" | "depth";
type Accepted = components["schemas"]["Accepted"];

/** How often a search for duplicates is asked how far it is. */
const POLL_MS = 500;

export const SPLITS = ["train", "val", "test"] as const;
export const PAGE_SIZE = 60;

/** How far imports are comes as events, see `useDatasetNews`. */
export const datasetsQuery = queryOptions({
  queryKey: ["datasets"],
  queryFn: () => unwrap(api.GET("/api/datasets")),
});

export const datasetQuery = (name: string) =>
  queryOptions({
    queryKey: ["datasets", name],
    queryFn: () => unwrap(api.GET("/api/datasets/{name}", { params: { path: { name } } })),
  });

/** A page of the pictures that fit the filter, from 0. */
export const samplesQuery = (name: string, filter: Filter, page: number) => {
  const { split, cls, size, cell, shape, only, text, sort } = filter;
  const query = {
    ...(split !== undefined && { split }),
    ...(cls !== undefined && { cls }),
    ...(size !== undefined && { size }),
    ...(cell !== undefined && { cell }),
    ...(shape !== undefined && { shape }),
    ...(only === "repaired" && { repaired: true }),
    ...(only === "empty" && { empty: true }),
    ...(text !== undefined && { text }),
    ...(sort !== undefined && { sort }),
    offset: page * PAGE_SIZE,
    limit: PAGE_SIZE,
  };
  return queryOptions({
    queryKey: ["datasets", name, "samples", query],
    queryFn: () =>
      unwrap(api.GET("/api/datasets/{name}/samples", { params: { path: { name }, query } })),
    gcTime: 60_000, // who scrolls through 100 000 pictures does not keep them all
  });
};

export const duplicatesQuery = (name: string) =>
  queryOptions({
    queryKey: ["datasets", name, "duplicates"],
    queryFn: () =>
      unwrap(api.GET("/api/datasets/{name}/duplicates", { params: { path: { name } } })),
    refetchInterval: ({ state }) => (state.data?.status === "searching" ? POLL_MS : false),
  });

export const searchDuplicates = (name: string) =>
  unwrap(api.POST("/api/datasets/{name}/duplicates", { params: { path: { name } } }));

export const stopSearch = (name: string) =>
  unwrap(api.DELETE("/api/datasets/{name}/duplicates", { params: { path: { name } } }));

export const previewQuery = (name: string, options: DeriveOptions) =>
  queryOptions({
    queryKey: ["datasets", name, "derive", options],
    queryFn: () =>
      unwrap(
        api.POST("/api/datasets/{name}/derive/preview", {
          params: { path: { name } },
          body: options,
        }),
      ),
  });

export const deriveDataset = (source: string, name: string, options: DeriveOptions) =>
  unwrap(
    api.POST("/api/datasets/{name}/derive", {
      params: { path: { name: source } },
      body: { ...options, name },
    }),
  );

export const catalogQuery = queryOptions({
  queryKey: ["dataset-catalog"],
  queryFn: () => unwrap(api.GET("/api/dataset-catalog")),
  staleTime: Number.POSITIVE_INFINITY,
});

export const fetchKnown = (name: string) =>
  unwrap(api.POST("/api/dataset-catalog/{name}/fetch", { params: { path: { name } } }));

export interface ImportOptions {
  /** Empty: from the file's or the folder's name. */
  name: string;
  format: Format;
  task: Task;
}

export const importPath = (path: string, { name, format, task }: ImportOptions) =>
  unwrap(api.POST("/api/datasets/import", { body: { path, format, task, name: name || null } }));

export function importFile(
  file: File,
  { name, format, task }: ImportOptions,
  onProgress: (sent: number, total: number) => void,
  signal: AbortSignal,
): Promise<Accepted> {
  const form = new FormData();
  if (name) form.append("name", name);
  form.append("format", format);
  form.append("task", task);
  form.append("file", file); // last: the server refuses a bad name before the long part
  return upload("/api/datasets/import", form, { onProgress, signal });
}

export const makeDemo = () => unwrap(api.POST("/api/datasets/demo"));

export const deleteDataset = (name: string) =>
  unwrap(api.DELETE("/api/datasets/{name}", { params: { path: { name } } }));
