// Scrolls, searches and sorts the list of a thousand runs while one of them is changed, and reads what each frame took.
import { createRequire } from "node:module";
import { figures, framesIn } from "./frames.mjs";

const require = createRequire(new URL("../frontend/package.json", import.meta.url));
const { chromium } = require("@playwright/test");

const [, , url, token] = process.argv;
const browser = await chromium.launch({
  executablePath: process.env.YOLOSMITH_CHROMIUM,
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
await page.goto(`${url}/?token=${token}`);
await page.getByRole("heading", { level: 1 }).waitFor();

const began = Date.now();
await page.goto(`${url}/runs`);
await page.locator("a[data-run]").first().waitFor();
const opened = (Date.now() - began) / 1000;
const [first] = await page.locator("a[data-run]").evaluateAll((links) => links.map((link) => link.dataset.run));
await page.waitForTimeout(2000);

async function scroll() {
  await page.mouse.move(700, 500);
  for (let step = 0; step < 120; step++) {
    await page.mouse.wheel(0, step < 60 ? 400 : -400);
    await page.waitForTimeout(16);
  }
}

async function search() {
  const field = page.getByRole("textbox", { name: "Search runs" });
  await field.pressSequentially("yolo11 digits", { delay: 60 });
  await page.waitForTimeout(200);
  await field.fill("");
}

async function sort() {
  for (const name of ["mAP50-95", "Duration", "Data set", "Created"]) {
    await page.getByRole("button", { name, exact: true }).click();
    await page.waitForTimeout(200);
  }
}

/** As while ten runs train: a run tells something new. */
async function news() {
  for (let step = 0; step < 30; step++) {
    await page.evaluate(
      async ([id, note]) => {
        const headers = { "content-type": "application/json" };
        await fetch(`/api/runs/${id}`, { method: "PATCH", headers, body: JSON.stringify({ note }) });
      },
      [first, `note ${step}`],
    );
    await page.waitForTimeout(50);
  }
}

const found = [];
for (const [name, gesture] of Object.entries({ scroll, search, sort, "news of one run": news })) {
  await gesture(); // compiled by then, as in use
  found.push(figures(name, await framesIn(browser, page, gesture)));
}
process.stdout.write(JSON.stringify({ opened, rows: await page.locator("a[data-run]").count(), gestures: found }));
await browser.close();
