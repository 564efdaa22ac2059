import { expectAccessible } from "./accessible";
import { expect, test } from "./server";

const PAGES = [
  "Dashboard",
  "Module Designer",
  "Model Designer",
  "Datasets",
  "Train Designer",
  "Checkpoints",
];

test.beforeEach(async ({ page, server }) => {
  await page.goto(server.url);
  await expect(page.getByRole("heading", { level: 1, name: "Dashboard" })).toBeVisible();
});

test("every page is reached from the rail and has no accessibility fault", async ({ page }) => {
  for (const name of PAGES) {
    await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name }).click();
    await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
    await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
    await expectAccessible(page, name);
  }
});

test("the palette leads to a page by keyboard alone", async ({ page }) => {
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("checkp");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/checkpoints$/);
});

test("the keys of the page are shown", async ({ page }) => {
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toContainText("Open the palette");
});

test("the status bar says that events arrive", async ({ page }) => {
  await expect(page.getByText("Events: live")).toBeVisible();
});

test("an address that does not exist says so and leads back", async ({ page, server }) => {
  await page.goto(`${server.url}/nowhere`);
  await expect(page.getByText("There is no such page")).toBeVisible();
  await page.getByRole("link", { name: "To the dashboard" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Dashboard" })).toBeVisible();
});
