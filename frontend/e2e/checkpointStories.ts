import { readFileSync } from "node:fs";
import type { Server } from "./server";

/** The first import waits until the worker has loaded its libraries. */
export const LOADED = { timeout: 150_000 };

/** Imports a checkpoint over HTTP; its id. */
export async function imported(server: Server, path: string): Promise<string> {
  const form = new FormData();
  form.append("file", new Blob([readFileSync(path)]), path.split("/").pop());
  const made = (await server.request("/api/checkpoints/import", {
    method: "POST",
    body: form,
  })) as { id: string };
  return made.id;
}
