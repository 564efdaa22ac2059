import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

const candidates = [
  process.env.YOLOSMITH_CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];
const chromium = candidates.find((path) => path && existsSync(path));

export default defineConfig({
  testDir: "e2e",
  testMatch: "*.spec.ts",
  // The stories of a file share a server; two files at once, since much of a story is waiting.
  workers: 2,
  timeout: 600_000,
  expect: { timeout: 30_000 },
  reporter: "list",
  use: {
    browserName: "chromium",
    actionTimeout: 30_000,
    viewport: { width: 1280, height: 800 },
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
        "--no-first-run",
      ],
    },
  },
});
