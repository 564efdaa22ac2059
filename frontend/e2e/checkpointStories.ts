import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test as base, type Server } from "./server";

const ROOT = resolve(import.meta.dirname, "../..");
const MAKE = "tests/checkpoints/make_checkpoint_files.py";

/** A folder with checkpoints, pictures and a video, made by the script that Python's stories use. */
function makeFiles(): string {
  const files = mkdtempSync(join(tmpdir(), "yolosmith-checkpoints-"));
  execFileSync(join(ROOT, ".venv/bin/python"), [MAKE, files], { cwd: ROOT, stdio: "ignore" });
  return files;
}

/** `test` with that folder, one for all stories of a worker: making it takes a while. */
export const test = base.extend<object, { files: string }>({
  files: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern
    async ({}, use) => {
      const files = makeFiles();
      await use(files);
      rmSync(files, { recursive: true, force: true });
    },
    { scope: "worker", timeout: 150_000 },
  ],
});

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

export { expect } from "./server";
