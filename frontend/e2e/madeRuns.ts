import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import type { Server } from "./server";

const REPOSITORY = resolve(import.meta.dirname, "../..");

/** Runs that nobody trained, known to the server; their ids, the oldest first. */
export async function makeRuns(server: Server, count: number): Promise<string[]> {
  const python = resolve(REPOSITORY, ".venv/bin/python");
  const made = ["-m", "benchmarks.made_runs", server.workspace, String(count)];
  const ids = execFileSync(python, made, { cwd: REPOSITORY, encoding: "utf8" }).trim().split("\n");
  for (const id of ids) await server.request(`/api/runs/${id}`);
  return ids;
}

/** Other stories look for runs of their own. */
export async function deleteRuns(server: Server, ids: readonly string[]): Promise<void> {
  for (const id of ids) await server.request(`/api/runs/${id}`, { method: "DELETE" });
}
