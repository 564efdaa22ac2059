import { type ChildProcess, execFile, spawn } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { test as base, type Page } from "@playwright/test";

const run = promisify(execFile);

const ROOT = resolve(import.meta.dirname, "../..");
const COMMAND = join(ROOT, ".venv/bin/yolosmith");
const START_LIMIT_MS = 90_000;
const STOP_LIMIT_MS = 30_000;
const FILES_LIMIT_MS = 150_000;

/** A server that was really started, on a workspace of its own. */
export interface Server {
  workspace: string;
  url: string;
  token: string;
  /** A GET, POST … on the HTTP API with the token; throws unless the answer is 2xx. */
  request: (path: string, init?: RequestInit) => Promise<unknown>;
}

/** Starts `yolosmith serve` on a fresh workspace and a free port, and waits until it listens. */
async function start(): Promise<Server & { stop: () => Promise<void> }> {
  const workspace = mkdtempSync(join(tmpdir(), "yolosmith-e2e-"));
  const child = spawn(COMMAND, ["serve", "--workspace", workspace, "--port", "0"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output: string[] = [];
  child.stdout.on("data", (text) => output.push(String(text)));
  child.stderr.on("data", (text) => output.push(String(text)));

  const stop = async () => {
    await ended(child);
    rmSync(workspace, { recursive: true, force: true });
  };
  try {
    const { url } = await listening(child, join(workspace, ".yolosmith/server.json"));
    const token = readFileSync(join(workspace, ".yolosmith/token"), "utf8").trim();
    return { workspace, url, token, stop, request: requester(url, token) };
  } catch (error) {
    await stop();
    throw new Error(`${String(error)}\n${output.join("")}`);
  }
}

function requester(url: string, token: string): Server["request"] {
  return async (path, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set("authorization", `Bearer ${token}`);
    const response = await fetch(new URL(path, url), { ...init, headers });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`${init.method ?? "GET"} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : null;
  };
}

async function listening(child: ChildProcess, file: string): Promise<{ url: string }> {
  const limit = Date.now() + START_LIMIT_MS;
  while (Date.now() < limit) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8"));
    await new Promise((wake) => setTimeout(wake, 50));
  }
  throw new Error("the server does not listen");
}

/** Asks the server to end, and kills it when it does not. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((done) => child.once("exit", done));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_LIMIT_MS);
  await gone;
  clearTimeout(timer);
}

/**
 * A folder with checkpoints, pictures and a video, made by the script that Python's stories use. That takes ten seconds of a
 * processor: the worker that asks first makes them, the others wait.
 */
async function sharedFiles(): Promise<string> {
  const folder = process.env.YOLOSMITH_E2E_FILES;
  if (!folder) throw new Error("filesFolder.ts has made no folder");
  const files = join(folder, "files");
  const ready = join(folder, "ready");
  if (!mkdirSync(files, { recursive: true })) {
    const limit = Date.now() + FILES_LIMIT_MS;
    while (!existsSync(ready)) {
      if (Date.now() > limit) throw new Error("the checkpoints are not made");
      await new Promise((wake) => setTimeout(wake, 200));
    }
    return files;
  }
  // Not in the way of all else here: connections that rest for ten seconds are closed by the server.
  const make = "tests/checkpoints/make_checkpoint_files.py";
  await run(join(ROOT, ".venv/bin/python"), [make, files], { cwd: ROOT });
  writeFileSync(ready, "");
  return files;
}

/** Beside the picture of a story that failed: what the server had to say, since its workspace goes. */
function keepLog({ workspace }: Server): void {
  const { status, expectedStatus } = base.info();
  const log = join(workspace, ".yolosmith/logs/server.log");
  if (status !== expectedStatus && existsSync(log))
    copyFileSync(log, base.info().outputPath("server.log"));
}

/** What the configuration says: stories with another name here have another server. */
export interface Workspace {
  workspaceOf: string;
}

interface OfWorker extends Workspace {
  server: Server;
  /** Checkpoints, pictures and a video; the same for all workers. */
  files: string;
}

/**
 * `test` with a `server` (all files of a `workspaceOf` share one) and a `page` that is signed in and fails the story on an
 * error in the page or a request to anywhere but the server. Fixtures of a worker are all here: files whose `test` had others would
 * have another worker, and so another server.
 */
export const test = base.extend<{ page: Page }, OfWorker>({
  workspaceOf: ["all", { option: true, scope: "worker" }],
  server: [
    // The name is not read: where it differs Playwright takes another worker, and so another server.
    async ({ workspaceOf: _ }, use) => {
      const { stop, ...server } = await start();
      await use(server);
      await stop();
    },
    { scope: "worker", timeout: START_LIMIT_MS + STOP_LIMIT_MS },
  ],
  files: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern
    async ({}, use) => use(await sharedFiles()),
    { scope: "worker", timeout: FILES_LIMIT_MS },
  ],
  page: async ({ page, server }, use) => {
    const wrong: string[] = [];
    page.on("pageerror", (error) => wrong.push(`error in the page: ${error.message}`));
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (!["data:", "blob:"].includes(url.protocol) && url.origin !== new URL(server.url).origin) {
        wrong.push(`request to elsewhere: ${request.url()}`);
      }
    });
    await page.context().request.get(`${server.url}/?token=${server.token}`); // leaves the cookie
    await use(page);
    keepLog(server);
    if (wrong.length > 0) throw new Error(wrong.join("\n"));
  },
});

export { expect } from "@playwright/test";
