import { cpSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, type Server } from "./server";

/** Runs on the demo data set, by a starter that learns it in seconds. */

export const ARCHITECTURE = "digits-compact";

/** Of a run that is over at once. */
export const SMALL = {
  epochs: 1,
  imgsz: 32,
  fraction: 0.05,
  workers: 0,
  mosaic: 0,
  plots: false,
  optimizer: "AdamW",
};

/** How long a training of a few epochs may take where others compute too. */
export const LONG_MS = 150_000;

const REPOSITORY = resolve(import.meta.dirname, "../..");

/** Puts the data set, the starter and its modules into the server's workspace. */
export async function bringDigits(server: Server): Promise<void> {
  for (const path of ["modules", `model_yamls/${ARCHITECTURE}.yaml`]) {
    cpSync(join(REPOSITORY, path), join(server.workspace, path), { recursive: true });
  }
  await server.request("/api/datasets/demo", { method: "POST" });
  await expect
    .poll(async () => (await server.request("/api/datasets/digits")) as object, {
      timeout: LONG_MS,
    })
    .toMatchObject({ status: "ready" });
}

/** Starts one by the API; returns its id. */
export async function startRun(
  server: Server,
  args: object = SMALL,
  more: object = {},
): Promise<string> {
  const { id } = (await server.request("/api/runs", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ architecture: ARCHITECTURE, dataset: "digits", args, ...more }),
  })) as { id: string };
  return id;
}
