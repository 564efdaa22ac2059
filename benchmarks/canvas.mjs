// Pans, zooms and drags in a network of 300 rows and reads from the trace what each frame took;
// or, asked for "huge", opens the text of standard input. Prints what it measured.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { figures, framesIn } from "./frames.mjs";

const require = createRequire(new URL("../frontend/package.json", import.meta.url));
const { chromium } = require("@playwright/test");

const [, , url, token, what] = process.argv;
const STEPS = 90;

const browser = await chromium.launch({
  executablePath: process.env.YOLOSMITH_CHROMIUM,
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
await page.goto(`${url}/?token=${token}`);
await page.getByRole("heading", { level: 1 }).waitFor();

const framesOf = (gesture) => framesIn(browser, page, gesture);

async function open(arrangement) {
  await page.goto(`${url}/architectures/large?row=20`);
  await page.locator('[data-id="n20"]').waitFor();
  await page.getByLabel("Arrangement").getByText(arrangement).click();
  await page.getByRole("progressbar", { name: "Computing the shapes" }).waitFor({ state: "detached" });
  await page.waitForTimeout(3000);
}

const canvas = { x: 700, y: 300 };

async function pan() {
  await page.mouse.move(canvas.x, canvas.y);
  for (let step = 0; step < STEPS; step++) {
    await page.mouse.wheel(0, step < STEPS / 2 ? 40 : -40);
    await page.waitForTimeout(16);
  }
}

async function zoom() {
  await page.mouse.move(canvas.x + 150, canvas.y + 100);
  await page.keyboard.down("Control");
  for (let step = 0; step < STEPS; step++) {
    await page.mouse.wheel(0, step < STEPS / 2 ? 20 : -20);
    await page.waitForTimeout(16);
  }
  await page.keyboard.up("Control");
}

async function drag() {
  const boxes = await page.locator(".react-flow__node-row").evaluateAll((rows) =>
    rows.map((row) => row.getBoundingClientRect()).map(({ x, y, width, height }) => ({ x, y, width, height })),
  );
  const seen = boxes.find(({ x, y, width }) => x > 380 && y > 250 && y < 450 && x + width < 1000);
  await page.mouse.move(seen.x + seen.width / 2, seen.y + seen.height / 2);
  await page.mouse.down();
  for (let step = 0; step < STEPS; step++) {
    const angle = (step / STEPS) * 2 * Math.PI;
    const at = [seen.x + seen.width / 2 + 90 * Math.sin(angle), seen.y + seen.height / 2 - 60 * (1 - Math.cos(angle))];
    await page.mouse.move(...at);
    await page.waitForTimeout(16);
  }
}

async function letGo() {
  await page.mouse.up();
  await page.waitForTimeout(300);
}

async function allGestures() {
  const found = [];
  for (const arrangement of ["Lanes", "Layers"]) {
    await open(arrangement);
    for (const gesture of [pan, drag, letGo]) await gesture(); // compiled by then, as in use
    for (const [name, gesture] of Object.entries({ pan, zoom, drag, "let go": letGo })) {
      found.push(figures(`${name}, ${arrangement.toLowerCase()}`, await framesOf(gesture)));
    }
    // As far out as it goes: as many rows as can be seen at once.
    for (let step = 0; step < 12; step++) await page.getByRole("button", { name: "Zoom out" }).click();
    await page.waitForTimeout(1000);
    for (const [name, gesture] of Object.entries({ pan, drag, "let go": letGo })) {
      found.push(figures(`${name}, ${arrangement.toLowerCase()}, from far`, await framesOf(gesture)));
    }
  }
  return found;
}

const answer = what === "huge" ? await openHuge(readFileSync(0, "utf8")) : await allGestures();
process.stdout.write(JSON.stringify(answer));
await browser.close();

/** Seconds until the page draws a huge text or says why it does not, opened and pasted. */
async function openHuge(text) {
  const answer = page.getByRole("heading", { name: /rows are too many to be drawn/ });
  let began = Date.now();
  await page.goto(`${url}/architectures/huge`);
  await answer.waitFor();
  const opened = (Date.now() - began) / 1000;

  await page.goto(`${url}/architectures/large`);
  await page.locator(".react-flow__node-row").first().waitFor();
  await page.waitForTimeout(3000);
  const editor = page.getByRole("textbox", { name: "YAML of large" });
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate((given) => navigator.clipboard.writeText(given), text);
  await editor.focus();
  await page.keyboard.press("Control+a");
  await page.evaluate(() => {
    window.longest = 0;
    new PerformanceObserver((list) => {
      for (const task of list.getEntries()) window.longest = Math.max(window.longest, task.duration);
    }).observe({ entryTypes: ["longtask"] });
  });
  began = Date.now();
  await page.keyboard.press("Control+v");
  await answer.waitFor();
  const pasted = (Date.now() - began) / 1000;
  await page.keyboard.type("# still quick");
  await page.waitForTimeout(1000);
  const blocked = (await page.evaluate(() => window.longest)) / 1000;
  return { open: opened, paste: pasted, blocked, said: await answer.innerText() };
}
