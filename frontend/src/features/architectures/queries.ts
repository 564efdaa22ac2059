import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "../../api/client";
import type { components } from "../../api/schema";

type Schemas = components["schemas"];
export type Architecture = Schemas["Architecture"];
export type ArchitectureSummary = Schemas["ArchitectureSummary"];
export type Difference = Schemas["Difference"];
export type Edge = Schemas["Edge"];
export type EditAnswer = Schemas["EditAnswer"];
export type Graph = Schemas["Graph"];
export type Operation = Schemas["EditRequest"]["operations"][number];
export type InspectedRow = Schemas["InspectedRow"];
export type Inspection = Schemas["Inspection"];
export type Latency = Schemas["Latency"];
export type Row = Schemas["Node"];

export const architecturesQuery = queryOptions({
  queryKey: ["architectures"],
  queryFn: () => unwrap(api.GET("/api/architectures")),
});

export const architectureQuery = (name: string) =>
  queryOptions({
    queryKey: ["architectures", name],
    queryFn: () => unwrap(api.GET("/api/architectures/{name}", { params: { path: { name } } })),
  });

/** The texts of a typed architecture are many: their answers are soon forgotten. */
const KEPT_MS = 60_000;

export const graphQuery = (yaml: string) =>
  queryOptions({
    queryKey: ["architectures", { parse: yaml }],
    queryFn: ({ signal }) =>
      unwrap(api.POST("/api/architectures/parse", { body: { yaml }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: KEPT_MS,
    select: (answer) => answer.graph,
  });

/** At which scale, image size and number of classes a text is looked at; null: as it says. */
export interface View {
  scale: string | null;
  imgsz: number;
  nc: number | null;
}

export const inspectionQuery = (yaml: string, view: View, scales: boolean) =>
  queryOptions({
    queryKey: ["architectures", { inspect: yaml, ...view, scales }],
    queryFn: ({ signal }) =>
      unwrap(api.POST("/api/architectures/inspect", { body: { yaml, ...view, scales }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: KEPT_MS,
  });

export async function parseArchitecture(yaml: string): Promise<Graph> {
  return (await unwrap(api.POST("/api/architectures/parse", { body: { yaml } }))).graph;
}

/** Text and operations to text and graph; `ids` are those of the rows that there are. */
export function editArchitecture(
  yaml: string,
  operations: Operation[],
  ids: string[],
): Promise<EditAnswer> {
  return unwrap(api.POST("/api/architectures/edit", { body: { yaml, operations, ids } }));
}

/** Takes some seconds: the model runs a few times. */
export function measureLatency(yaml: string, view: View): Promise<Latency> {
  return unwrap(api.POST("/api/architectures/latency", { body: { yaml, ...view } }));
}

export const differenceQuery = (before: string, after: string) =>
  queryOptions({
    queryKey: ["architectures", { before, after }],
    queryFn: ({ signal }) =>
      unwrap(api.POST("/api/architectures/diff", { body: { before, after }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: KEPT_MS,
  });

/** Without a layout the one that there is stays. */
export function saveArchitecture(
  name: string,
  text: { yaml: string; layout?: Architecture["layout"] },
): Promise<Architecture> {
  return unwrap(api.PUT("/api/architectures/{name}", { params: { path: { name } }, body: text }));
}

export function deleteArchitecture(name: string): Promise<unknown> {
  return unwrap(api.DELETE("/api/architectures/{name}", { params: { path: { name } } }));
}
