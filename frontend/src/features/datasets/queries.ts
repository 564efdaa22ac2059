import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap, upload } from "../../api/client";
import type { components } from "../../api/schema";

export type Dataset = components["schemas"]["Dataset"];
export type DatasetDetail = components["schemas"]["DatasetDetail"];
export type SplitStatistics = components["schemas"]["SplitStatistics"];
export type ReportEntry = components["schemas"]["ReportEntry"];
export type Sample = components["schemas"]["Sample"];
export type Format = "auto" | "yolo" | "coco" | "voc";
type Accepted = components["schemas"]["Accepted"];

/** How often an import is asked how far it is. */
const POLL_MS = 500;

export const SPLITS = ["train", "val", "test"] as const;
export const PAGE_SIZE = 48;

export const datasetsQuery = queryOptions({
  queryKey: ["datasets"],
  queryFn: () => unwrap(api.GET("/api/datasets")),
  refetchInterval: ({ state }) =>
    state.data?.some(({ status }) => status === "importing") ? POLL_MS : false,
});

export const datasetQuery = (name: string) =>
  queryOptions({
    queryKey: ["datasets", name],
    queryFn: () => unwrap(api.GET("/api/datasets/{name}", { params: { path: { name } } })),
    refetchInterval: ({ state }) => (state.data?.status === "importing" ? POLL_MS : false),
  });

export interface SampleFilter {
  split?: string | undefined;
  cls?: number | undefined;
  /** From 0. */
  page: number;
}

/** A page of pictures; the one before stays on the screen until it is there. */
export const samplesQuery = (name: string, { split, cls, page }: SampleFilter) => {
  const query = {
    ...(split !== undefined && { split }),
    ...(cls !== undefined && { cls }),
    offset: page * PAGE_SIZE,
    limit: PAGE_SIZE,
  };
  return queryOptions({
    queryKey: ["datasets", name, "samples", query],
    queryFn: () =>
      unwrap(api.GET("/api/datasets/{name}/samples", { params: { path: { name }, query } })),
    placeholderData: keepPreviousData,
  });
};

export interface ImportOptions {
  /** Empty: from the file's or the folder's name. */
  name: string;
  format: Format;
}

export const importPath = (path: string, { name, format }: ImportOptions) =>
  unwrap(api.POST("/api/datasets/import", { body: { path, format, name: name || null } }));

export function importFile(
  file: File,
  { name, format }: ImportOptions,
  onProgress: (sent: number, total: number) => void,
  signal: AbortSignal,
): Promise<Accepted> {
  const form = new FormData();
  if (name) form.append("name", name);
  form.append("format", format);
  form.append("file", file); // last: the server refuses a bad name before the long part
  return upload("/api/datasets/import", form, { onProgress, signal });
}

export const makeDemo = () => unwrap(api.POST("/api/datasets/demo"));

export const deleteDataset = (name: string) =>
  unwrap(api.DELETE("/api/datasets/{name}", { params: { path: { name } } }));
