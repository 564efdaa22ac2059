import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expectAccessible } from "./accessible";
import { boxOf } from "./designerStories";
import { deleteRuns, makeRuns } from "./madeRuns";
import { expect, test } from "./server";

const COUNT = 60;

let ids: string[] = [];

test.beforeAll(async ({ server }) => {
  ids = await makeRuns(server, COUNT);
});

test.afterAll(({ server }) => deleteRuns(server, ids));

async function downloaded(page: Page, name: string): Promise<string> {
  const waiting = page.waitForEvent("download");
  await page.getByRole("button", { name }).click();
  return (await waiting).path();
}

test("runs are found, sorted, tagged, ticked by keyboard and compared", async ({
  page,
  server,
}) => {
  await page.goto(`${server.url}/runs?q=tag:baseline&state=completed`);
  const table = page.getByRole("table");
  const links = table.locator("a[data-run]");
  await expect(links.first()).toBeVisible();
  for (const tag of await table.getByRole("link", { name: "baseline" }).all()) {
    await expect(tag).toBeVisible();
  }
  await expectAccessible(page);

  await table.getByRole("button", { name: "mAP50-95" }).click();
  await expect(page).toHaveURL(/sort=-main/);
  const scores = (await table.locator("tbody tr td:nth-child(6)").allInnerTexts()).map(Number);
  expect(scores).toEqual([...scores].sort((a, b) => b - a));

  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("checkbox", { name: "lr0" }).check();
  await page.keyboard.press("Escape");
  await expect(table.getByRole("columnheader", { name: "lr0" })).toBeVisible();

  await links.first().focus();
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Tags and note" }).click();
  await page.getByRole("combobox", { name: "Tags" }).fill("chosen");
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: "Note" }).fill("The best of January.");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(table.getByRole("link", { name: "chosen" })).toBeVisible();

  await links.first().focus();
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Shift+ArrowDown");
  await expect(page.getByText("3 ticked")).toBeVisible();
  await page.keyboard.press("c");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("3 runs compared");
});

test("of many runs those in sight are drawn, and news reach their rows", async ({
  page,
  server,
}) => {
  await page.goto(`${server.url}/runs`);
  const table = page.getByRole("table");
  const links = table.locator("a[data-run]");
  await expect(links.first()).toBeVisible();
  expect(await links.count()).toBeLessThan(COUNT);
  expect(Number(await table.getAttribute("aria-rowcount"))).toBeGreaterThan(COUNT);
  await links.first().focus();
  await page.keyboard.press("End");
  const oldest = table.locator(`a[data-run="${ids[0]}"]`);
  await expect(oldest).toBeFocused();
  await server.request(`/api/runs/${ids[0]}`, {
    method: "PATCH",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ tags: ["from-elsewhere"] }),
  });
  await expect(table.getByRole("link", { name: "from-elsewhere" })).toBeVisible();
  await expect(oldest).toBeFocused();
});

test("two runs are compared to the last difference", async ({ page, server }) => {
  const [one = "", other = ""] = ids.slice(-2);
  await page.goto(`${server.url}/runs/compare?ids=${one},${other}`);
  await expect(page.getByRole("figure", { name: "mAP50-95 of 2 runs" })).toBeVisible();
  const run = (await server.request(`/api/runs/${one}/metrics`)) as {
    epoch: number[];
    series: Record<string, number[]>;
  };
  await expectAccessible(page);

  const rows = readFileSync(await downloaded(page, "CSV"), "utf8")
    .trim()
    .split("\r\n");
  const [head = "", first = ""] = rows;
  expect(rows).toHaveLength(1 + 2 * run.epoch.length);
  expect(head.split(",").slice(0, 3)).toEqual(["run", "epoch", "metrics/mAP50-95(B)"]);
  expect(Number(first.split(",")[2])).toBe(run.series["metrics/mAP50-95(B)"]?.[0]);
  const picture = readFileSync(await downloaded(page, "Save mAP50-95 as PNG"));
  expect(picture.subarray(1, 4).toString()).toBe("PNG");

  await page.getByText("Time", { exact: true }).click();
  await expect(page).toHaveURL(/x=time/);

  await page.getByRole("tab", { name: "Table" }).click();
  await expect(page.getByRole("row")).toHaveCount(3);
  await expect(page.getByRole("columnheader", { name: "lr0" })).toBeVisible();
  await expect(page.getByRole("columnheader", { name: "epochs" })).toHaveCount(0);
  await expect(page.getByRole("cell", { name: /best$/ }).first()).toBeVisible();
  await expectAccessible(page);

  await page.getByRole("tab", { name: "Differences" }).click();
  await expect(page.getByRole("row", { name: /^lr0 / })).toBeVisible();
  await expect(page.getByRole("row", { name: /^architecture / })).toBeVisible();
  await expect(page.getByRole("link", { name: /in the Model Designer$/ })).toHaveAttribute(
    "href",
    /^\/architectures\/.+\/diff\/.+/,
  );
  await expect(page.locator(".monaco-diff-editor")).toBeVisible();
});

test("among many runs a stretch of an axis keeps the best", async ({ page, server }) => {
  await page.goto(`${server.url}/runs/compare?ids=${ids.slice(0, 50).join(",")}&tab=relations`);
  await expect(page.getByRole("figure", { name: "Parallel coordinates of 50 runs" })).toBeVisible();
  await expect(page.getByRole("figure", { name: / by / })).toBeVisible();
  await expectAccessible(page);
  const axis = page.locator('[data-axis="metrics/mAP50-95(B)"]');
  const box = await boxOf(axis);
  await page.mouse.move(box.x + box.width / 2, box.y + 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 5 });
  await page.mouse.up();
  await expect(page.getByText(/^\d+ left out by the axes$/)).toBeVisible();
  await page.getByRole("tab", { name: "Table" }).click();
  expect(await page.getByRole("row").count()).toBeLessThan(51);
  await page.getByRole("tab", { name: "Relations" }).click();
  await page.getByRole("button", { name: "Keep all runs" }).click();
  await expect(page.getByText(/left out by the axes/)).toHaveCount(0);
});

test("an address of runs that have gone says so", async ({ page, server }) => {
  await page.goto(`${server.url}/runs/compare?ids=20200101T000000Z-000000`);
  await expect(page.getByText("The address names runs that are not there any more.")).toBeVisible();
  await page.getByRole("link", { name: "Tick runs" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Train Designer");
});
