import type { Page } from "@playwright/test";
import { expectAccessible } from "./accessible";
import { bringDigits, SMALL, startRun } from "./digitStories";
import { expect, type Server, test } from "./server";

/** The searches whose runs are not known beforehand; `life.spec.ts` tells of the grid. */

const TRAINED = { timeout: 300_000 };

test.skip(!process.env.YOLOSMITH_PROVE, "takes some minutes: make prove");

test.beforeAll(({ server }) => bringDigits(server));

/** The sweep's dialog, on a form that is filled in as a run that is over at once. */
async function openDialog(page: Page, server: Server) {
  const like = await startRun(server, { ...SMALL, lr0: 0.01 });
  await page.goto(`${server.url}/runs/new?from=${like}`);
  await page.getByRole("button", { name: "Sweep" }).click();
  return page.getByRole("dialog");
}

function board(page: Page) {
  return page.getByRole("table", { name: "Leaderboard" });
}

/** The values of an argument, by the runs' numbers. */
async function values(page: Page, argument: string): Promise<number[]> {
  const names = await board(page).getByRole("columnheader").allTextContents();
  const rows = await board(page).locator("tbody tr").all();
  const cells = await Promise.all(rows.map((row) => row.getByRole("cell").allTextContents()));
  const run = (row: string[]) => Number(/\d+/.exec(row[0] ?? "")?.[0]);
  return cells.sort((a, b) => run(a) - run(b)).map((row) => Number(row[names.indexOf(argument)]));
}

test("runs draw from values and ranges, and are ranked while they come in", async ({
  page,
  server,
}) => {
  const dialog = await openDialog(page, server);
  await dialog.getByText("Random", { exact: true }).click();
  await dialog.getByRole("textbox", { name: "Values of lr0" }).fill("0.0001 to 0.1 log");
  await dialog.getByRole("button", { name: "Vary another argument" }).click();
  await dialog.getByRole("combobox", { name: "Argument" }).last().click();
  await page.getByRole("option", { name: "momentum", exact: true }).click();
  await dialog.getByRole("textbox", { name: "Values of momentum" }).fill("0.8, 0.9");
  await dialog.getByRole("textbox", { name: "Runs" }).fill("3");
  await dialog.getByRole("textbox", { name: "Name" }).fill("drawn");
  await dialog.getByRole("button", { name: "Start the sweep" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("drawn");
  await expect(board(page).getByText("Completed").first()).toBeVisible(TRAINED);
  await expect(board(page).getByText("Completed")).toHaveCount(3, TRAINED);
  await expect(page.getByRole("region", { name: "Facts" })).toContainText("3 / 3");
  const rates = await values(page, "lr0");
  expect(new Set(rates).size).toBe(3);
  for (const rate of rates) {
    expect(rate).toBeGreaterThanOrEqual(0.0001);
    expect(rate).toBeLessThanOrEqual(0.1);
  }
  expect([0.8, 0.9]).toEqual(expect.arrayContaining(await values(page, "momentum")));
  await expectAccessible(page);
});

test("Ultralytics' own search begins with the arguments as they are, stops and goes on", async ({
  page,
  server,
}) => {
  const dialog = await openDialog(page, server);
  await dialog.getByText("Tune", { exact: true }).click();
  const rate = dialog.getByRole("textbox", { name: "Values of lr0" });
  await rate.fill("0.01, 0.02");
  await expect(dialog).toContainText("Tune needs a range");
  await rate.fill("0.0001 to 0.1");
  await dialog.getByRole("textbox", { name: "Runs" }).fill("3");
  await dialog.getByRole("button", { name: "Start the sweep" }).click();
  await expect(board(page).getByText("Completed").first()).toBeVisible(TRAINED);
  await page.getByRole("button", { name: "Stop the sweep" }).click();
  await page.getByRole("button", { name: "Go on" }).click(TRAINED);
  await expect(page.getByRole("region", { name: "Facts" })).toContainText("3 / 3", TRAINED);
  await expect(page.getByRole("button", { name: "Stop the sweep" })).toHaveCount(0, TRAINED);
  const rates = await values(page, "lr0");
  expect(rates[0]).toBe(0.01);
  expect(rates).toHaveLength(3);
  expect(new Set(rates).size).toBe(3);
  await page.getByRole("link", { name: "All sweeps" }).click();
  await expect(page.getByRole("table", { name: "Sweeps" }).getByRole("row")).toHaveCount(3);
});
