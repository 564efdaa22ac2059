// node pictures.mjs URL TOKEN RUN FOLDER: takes the pictures of docs/ in a real Chromium.
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(new URL("../frontend/package.json", import.meta.url));
const { chromium } = require("@playwright/test");

const [url, token, run, folder] = process.argv.slice(2);
const PAGES = {
  run: `/runs/${run}`,
  architecture: "/architectures/digits-compact",
};
const SETTLED_MS = 4000; // charts and shapes are drawn, layouts have come to rest

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.YOLOSMITH_CHROMIUM,
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});
const context = await browser.newContext({
  viewport: { width: 1360, height: 850 },
  colorScheme: "light",
});
const page = await context.newPage();
await page.goto(`${url}/?token=${token}`);
for (const [name, path] of Object.entries(PAGES)) {
  await page.goto(`${url}${path}`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.waitForTimeout(SETTLED_MS);
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
await browser.close();
