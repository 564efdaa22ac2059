import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
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

/** A run as it was asked for, with what a worker would have told of it, known to the server. */
export async function writeRun(
  server: Server,
  id: string,
  asked: object,
  told: readonly object[],
): Promise<void> {
  const folder = join(server.workspace, "runs", id);
  mkdirSync(folder, { recursive: true });
  const spec = { id, created: "2026-03-01T00:00:00Z", ...asked };
  writeFileSync(join(folder, "run.json"), JSON.stringify(spec));
  const lines = told.map((body, at) =>
    JSON.stringify({ seq: at + 1, time: 1.8e9, ...body, run: id }),
  );
  writeFileSync(join(folder, "events.jsonl"), `${lines.join("\n")}\n`);
  await server.request(`/api/runs/${id}`);
}

/** Other stories look for runs of their own. */
export async function deleteRuns(server: Server, ids: readonly string[]): Promise<void> {
  for (const id of ids) await server.request(`/api/runs/${id}`, { method: "DELETE" });
}
