// Opens the link given as argument and prints every script that was loaded: [{name, bytes, gzip}].
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";

const require = createRequire(new URL("../frontend/package.json", import.meta.url));
const { chromium } = require("@playwright/test");

const QUIET_MS = 2000;

const browser = await chromium.launch({
  executablePath: process.env.YOLOSMITH_CHROMIUM,
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});
const page = await browser.newPage();
const loaded = [];
let last = Date.now();
page.on("response", (response) => {
  last = Date.now();
  const name = new URL(response.url()).pathname;
  if (name.endsWith(".js")) loaded.push(response.body().then((body) => ({ name, body })));
});
await page.goto(process.argv[2]);
await page.getByRole("heading", { level: 1 }).waitFor();
while (Date.now() - last < QUIET_MS) await page.waitForTimeout(100);
const scripts = (await Promise.all(loaded)).map(({ name, body }) => ({
  name: name.split("/").pop(),
  bytes: body.length,
  gzip: gzipSync(body, { level: 6 }).length,
}));
await browser.close();
process.stdout.write(JSON.stringify(scripts));
