import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "../../api/client";
import type { components } from "../../api/schema";
import { eventsIn } from "./checkEvents";

type Schemas = components["schemas"];
export type Argument = Schemas["Argument"];
export type Check = Schemas["Check"];
export type CheckStep = Schemas["CheckStep"];
export type Contract = Schemas["Contract"];
export type Module = Schemas["Module"];
export type ModuleSummary = Schemas["ModuleSummary"];
export type Rule = Contract["rule"];

export const modulesQuery = queryOptions({
  queryKey: ["modules"],
  queryFn: () => unwrap(api.GET("/api/modules")),
});

export const moduleQuery = (name: string) =>
  queryOptions({
    queryKey: ["modules", name],
    queryFn: () => unwrap(api.GET("/api/modules/{name}", { params: { path: { name } } })),
  });

/** What is written of a module. No contract: as its signature suggests. */
export interface ModuleText {
  source: string;
  description: string;
  category: string;
  contract: Contract | null;
}

export function saveModule(name: string, text: ModuleText): Promise<Module> {
  return unwrap(api.PUT("/api/modules/{name}", { params: { path: { name } }, body: bodyOf(text) }));
}

export function deleteModule(name: string): Promise<unknown> {
  return unwrap(api.DELETE("/api/modules/{name}", { params: { path: { name } } }));
}

/** Checks without saving; `onStep` hears of each step when it has ended. */
export async function checkModule(
  name: string,
  text: ModuleText,
  onStep: (step: CheckStep) => void,
  signal: AbortSignal,
): Promise<Check> {
  const stream = await unwrap(
    api.POST("/api/modules/check", {
      body: { name, ...bodyOf(text) },
      headers: { accept: "text/event-stream" },
      parseAs: "stream",
      signal,
    }),
  );
  if (!stream) throw new Error("The check gave no answer");
  for await (const { event, data } of eventsIn(stream)) {
    if (event === "step") onStep(JSON.parse(data) as CheckStep);
    if (event === "result") return JSON.parse(data) as Check;
  }
  throw new Error("The check ended without a result");
}

function bodyOf({ contract, ...text }: ModuleText) {
  return contract ? { ...text, contract } : text;
}
