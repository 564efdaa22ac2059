// Leaves the page of a run open while a night of events comes in. Now and then: the page's memory after a collection of
// garbage, its nodes, and what a frame costs while one moves over a chart. Prints what it measured.
import { createRequire } from "node:module";
import { figures, framesIn } from "./frames.mjs";

const require = createRequire(new URL("../frontend/package.json", import.meta.url));
const { chromium } = require("@playwright/test");

const [, , url, token, run, ...moments] = process.argv;

const browser = await chromium.launch({
  executablePath: process.env.YOLOSMITH_CHROMIUM,
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
await page.goto(`${url}/?token=${token}`);
await page.goto(`${url}/runs/${run}`);
await page.getByRole("figure", { name: /^Training losses/ }).waitFor({ timeout: 60_000 });
const devtools = await page.context().newCDPSession(page);

async function memory() {
  await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devtools.send("Runtime.getHeapUsage");
  const nodes = await page.evaluate(() => document.querySelectorAll("*").length);
  return { heap: usedSize, nodes };
}

async function hover() {
  const box = await page.getByRole("figure", { name: /^Training losses/ }).locator(".u-over").boundingBox();
  for (let step = 0; step <= 60; step++) {
    await page.mouse.move(box.x + (box.width * step) / 60, box.y + box.height / 2);
    await page.waitForTimeout(16);
  }
}

/** Epochs that the page says are done. */
const epochs = () =>
  page.evaluate(() => Number(/Epoch\s*(\d+) \//.exec(document.body.innerText)?.[1] ?? 0));

const seen = [];
for (const moment of moments.map(Number)) {
  while ((await epochs()) < moment) await page.waitForTimeout(200);
  const frames = figures("hover", await framesIn(browser, page, hover));
  seen.push({ epochs: await epochs(), ...(await memory()), ...frames });
}
console.log(JSON.stringify(seen));
await browser.close();
