import { queryOptions } from "@tanstack/react-query";
import { api, unwrap, upload } from "../../api/client";
import type { components } from "../../api/schema";
import { eventsIn } from "./checkEvents";

type Schemas = components["schemas"];
export type Argument = Schemas["Argument"];
export type Check = Schemas["Check"];
export type CheckStep = Schemas["CheckStep"];
export type Contract = Schemas["Contract"];
export type Module = Schemas["Module"];
export type ModuleSummary = Schemas["ModuleSummary"];
export type Reading = Schemas["Reading"];
export type Rule = Contract["rule"];
export type Template = Schemas["Template"];

export const modulesQuery = queryOptions({
  queryKey: ["modules"],
  queryFn: () => unwrap(api.GET("/api/modules")),
});

export const moduleQuery = (name: string) =>
  queryOptions({
    queryKey: ["modules", name],
    queryFn: () => unwrap(api.GET("/api/modules/{name}", at(name))),
  });

/** What a new module may begin with. */
export const templatesQuery = queryOptions({
  queryKey: ["modules", { templates: true }],
  queryFn: () => unwrap(api.GET("/api/modules/templates")),
  staleTime: Number.POSITIVE_INFINITY,
});

/** The texts that are typed are many: what was read of them is soon forgotten. */
const KEPT_MS = 30_000;

/** What can be read off a source without running it; without a contract as the signature suggests. */
export const readingQuery = (name: string, source: string, contract: Contract | null) =>
  queryOptions({
    queryKey: ["modules", { read: name, source, contract }],
    queryFn: ({ signal }) =>
      unwrap(api.POST("/api/modules/read", { body: { name, source, contract }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: KEPT_MS,
  });

export interface PresetRow {
  preset: string;
  /** From 0. */
  index: number;
  /** As people write it: `[-1, 1, Conv, [64, 3, 2]]`. */
  row: string;
}

/** The first row of an architecture that names a module; null where none does. */
export const presetRowQuery = (preset: string, module: string) =>
  queryOptions({
    queryKey: ["architectures", preset, { rowOf: module }],
    queryFn: async ({ signal }): Promise<PresetRow | null> => {
      const { yaml } = await unwrap(
        api.GET("/api/architectures/{name}", { ...at(preset), signal }),
      );
      const { graph } = await unwrap(
        api.POST("/api/architectures/parse", { body: { yaml }, signal }),
      );
      const node = graph.nodes.find((one) => one.module === module);
      if (!node) return null;
      const { index, repeats, args } = node;
      return { preset, index, row: written([node.from, repeats, module, args], module) };
    },
    staleTime: Number.POSITIVE_INFINITY,
  });

/** A row in YAML's flow style. Only the module stands without quotes. */
function written(value: unknown, module: string): string {
  if (value === module) return module;
  if (Array.isArray(value)) return `[${value.map((one) => written(one, module)).join(", ")}]`;
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  return value === "nc" ? value : JSON.stringify(value);
}

/** What is written of a module. No contract: as its signature suggests. */
export interface ModuleText {
  source: string;
  /** Empty: as the docstring says. */
  description: string;
  category: string;
  contract: Contract | null;
}

export type OnStep = (step: CheckStep) => void;

const AS_STREAM = {
  headers: { accept: "text/event-stream" },
  parseAs: "stream",
} as const;

/** Saves and checks; `onStep` hears of each step when it has ended. */
export async function saveModule(
  name: string,
  text: ModuleText,
  onStep: OnStep,
  signal: AbortSignal,
): Promise<Module> {
  const call = api.PUT("/api/modules/{name}", {
    ...at(name),
    ...AS_STREAM,
    body: bodyOf(text),
    signal,
  });
  return followed<Module>(await unwrap(call), onStep);
}

export interface CheckRequest {
  name: string;
  text: ModuleText;
  /** Anew, though the result of an earlier check of the same source is kept. */
  again: boolean;
}

/** Checks without saving; `onStep` hears of each step when it has ended. */
export async function checkModule(
  { name, text, again }: CheckRequest,
  onStep: OnStep,
  signal: AbortSignal,
): Promise<Check> {
  const call = api.POST("/api/modules/check", {
    ...AS_STREAM,
    body: { name, again, ...bodyOf(text) },
    signal,
  });
  return followed<Check>(await unwrap(call), onStep);
}

async function followed<T>(
  stream: ReadableStream<Uint8Array<ArrayBuffer>> | null,
  onStep: OnStep,
): Promise<T> {
  if (!stream) throw new Error("The check gave no answer");
  for await (const { event, data } of eventsIn(stream)) {
    if (event === "step") onStep(JSON.parse(data) as CheckStep);
    if (event === "result") return JSON.parse(data) as T;
  }
  throw new Error("The check ended without a result");
}

export function deleteModule(name: string, force: boolean): Promise<unknown> {
  return unwrap(
    api.DELETE("/api/modules/{name}", { params: { path: { name }, query: { force } } }),
  );
}

export const renameModule = (name: string, to: string): Promise<Module> =>
  unwrap(api.POST("/api/modules/{name}/rename", { ...at(name), body: { name: to } }));

export const duplicateModule = (name: string, to: string): Promise<Module> =>
  unwrap(api.POST("/api/modules/{name}/duplicate", { ...at(name), body: { name: to } }));

export const exportUrl = (name: string) => `/api/modules/${encodeURIComponent(name)}/export`;

export interface ImportOptions {
  /** Empty: as the class in the file is called. */
  name: string;
  replace: boolean;
}

/** A `.py` file, or the zip of an export. */
export function importModule(file: File, { name, replace }: ImportOptions): Promise<Module> {
  const form = new FormData();
  if (name) form.append("name", name);
  if (replace) form.append("replace", "true");
  form.append("file", file);
  return upload<Module>("/api/modules/import", form);
}

const at = (name: string) => ({ params: { path: { name } } });

function bodyOf({ contract, ...text }: ModuleText) {
  return contract ? { ...text, contract } : text;
}
