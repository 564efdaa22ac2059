// Opens the page of a run with a million batches, tells how soon after their arrival its charts are drawn,
// and reads from the trace what each frame takes while one zooms. Prints what it measured.
import { createRequire } from "node:module";
import { figures, framesIn } from "./frames.mjs";

const require = createRequire(new URL("../frontend/package.json", import.meta.url));
const { chromium } = require("@playwright/test");

const [, , url, token, run, times] = process.argv;

const browser = await chromium.launch({
  executablePath: process.env.YOLOSMITH_CHROMIUM,
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
await page.addInitScript(() => {
  // A chart is drawn when its lines are stroked; each tells when that was.
  window.drawn = new Map();
  const stroke = CanvasRenderingContext2D.prototype.stroke;
  CanvasRenderingContext2D.prototype.stroke = function (...given) {
    stroke.apply(this, given);
    if (given.length === 0) return; // an axis
    const times = window.drawn.get(this.canvas) ?? [];
    if (times.length < 100) times.push(performance.now()); // those of the opening; zooming is not to pay for it
    window.drawn.set(this.canvas, times);
  };
});
await page.goto(`${url}/?token=${token}`);
await page.getByRole("heading", { level: 1 }).waitFor();

async function open() {
  await page.goto(`${url}/runs/${run}`);
  await page.locator("canvas").nth(3).waitFor();
  await page.waitForTimeout(2500);
  return page.evaluate(() => {
    const asked = performance.getEntriesByType("resource").find(({ name }) => /\/series\?/.test(name));
    const seen = [...window.drawn].filter(([canvas]) => canvas.getBoundingClientRect().top < innerHeight);
    const since = seen
      .map(([, times]) => times.find((when) => when > asked.responseEnd) - asked.responseEnd)
      .sort((a, b) => a - b);
    return { first: since[0], all: since.at(-1) };
  });
}

const opened = [];
await open(); // compiled and cached by then
for (let time = 0; time < Number(times); time++) opened.push(await open());

const plot = page.getByRole("figure", { name: /^Training losses/ }).locator(".u-over");
const box = await plot.boundingBox();
const at = (part) => [box.x + box.width * part, box.y + box.height / 2];

async function hover() {
  for (let step = 0; step <= 60; step++) {
    await page.mouse.move(...at(step / 60));
    await page.waitForTimeout(16);
  }
}

let begin = 0.3;

async function dragIn() {
  begin += 0.03; // another stretch each time: one that is known is not asked for again
  await page.mouse.move(...at(begin));
  await page.mouse.down();
  for (let step = 0; step <= 40; step++) {
    await page.mouse.move(...at(begin + 0.01 * step));
    await page.waitForTimeout(16);
  }
  const detail = page.waitForResponse(/series\?.*start=/);
  await page.mouse.up();
  await detail;
  await page.waitForTimeout(1000);
}

async function byKeys() {
  await page.getByRole("figure", { name: /^Training losses/ }).getByRole("group").focus();
  for (const key of ["+", "+", "+", "-", "-", "-", "-", "0"]) {
    await page.keyboard.press(key);
    await page.waitForTimeout(600);
  }
}

const zooms = [];
for (const gesture of [hover, dragIn, byKeys]) await gesture();
for (const [name, gesture] of Object.entries({
  "the hover line through all charts": hover,
  "zooming by dragging, with the detail's arrival": dragIn,
  "zooming in and out by keyboard": byKeys,
})) {
  zooms.push(figures(name, await framesIn(browser, page, gesture)));
}
const points = await page.evaluate(
  async (path) => (await (await fetch(path)).json()).batches.x.length,
  `/api/runs/${run}/series?points=3000`,
);
process.stdout.write(JSON.stringify({ opened, zooms, points }));
await browser.close();
