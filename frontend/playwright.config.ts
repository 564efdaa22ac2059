import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";
import type { Workspace } from "./e2e/server";

const candidates = [
  process.env.YOLOSMITH_CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];
const chromium = candidates.find((path) => path && existsSync(path));

/**
 * What a window would start that nobody sees. Chromium keeps the last such list alone, so it begins with what matters here of
 * Playwright's own; the last three are pages behind the address bar, one process for each story.
 */
const SWITCHED_OFF = [
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsUpgrades",
  "HttpsFirstBalancedModeAutoEnable",
  "LensOverlay",
  "MediaRouter",
  "PaintHolding",
  "ThirdPartyStoragePartitioning",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "OptimizationHints",
  "NetworkTimeServiceQuerying",
  "AimEnabled",
  "PreconnectToSearch",
  "WebUIOmniboxPopup",
  "WebUIOmniboxAimPopup",
  "WebUIOmniboxFullPopup",
];

export default defineConfig<object, Workspace>({
  testDir: "e2e",
  globalSetup: "./e2e/filesFolder.ts",
  // The stories of a worker share a server; two files at once, since much of a story is waiting.
  workers: 2,
  // The newcomer's workspace is empty. First, or the server of the others would end for it and start anew.
  projects: [
    { name: "newcomer", testMatch: "main_job.spec.ts", use: { workspaceOf: "a newcomer" } },
    { name: "stories", testMatch: "*.spec.ts", testIgnore: "main_job.spec.ts" },
  ],
  timeout: 600_000,
  expect: { timeout: 30_000 },
  reporter: "list",
  use: {
    browserName: "chromium",
    actionTimeout: 30_000,
    viewport: { width: 1280, height: 800 },
    // A skeleton that pulses is drawn sixty times a second, and many stories wait before one.
    contextOptions: { reducedMotion: "reduce" },
    screenshot: "only-on-failure",
    trace: "off",
    launchOptions: {
      // Where none is found Playwright looks for its own, and says so if it has none either.
      ...(chromium && { executablePath: chromium }),
      args: [
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []), // root has no sandbox
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        `--disable-features=${SWITCHED_OFF}`,
        "--no-first-run",
      ],
    },
  },
});
