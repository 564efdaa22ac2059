import { expectAccessible } from "./accessible";
import { blockCalled, CHECKED, entry, saveModule } from "./moduleStories";
import { expect, test } from "./server";

/** Built-ins, the list, keys, narrow windows, accessibility. */

test.beforeAll(async ({ server }) => {
  await server.request("/api/modules");
});

test("built-ins are found and explained, with a row to copy", async ({ page, server }) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(`${server.url}/modules`);
  await page.getByLabel("Search modules").fill("sppf");
  await page.getByRole("link", { name: "SPPF", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "SPPF" })).toBeVisible();
  await expect(page.getByText("Built in", { exact: true })).toBeVisible();
  await expect(page.getByText("SPPF(c1, scaled c2, k, n, shortcut)")).toBeVisible();
  await expect(page.getByRole("row", { name: /^k int 5/ })).toBeVisible();

  await expect(page.getByText("[-1, 1, SPPF, [1024, 5]]")).toBeVisible();
  await page.getByRole("button", { name: "Copy the row" }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe("[-1, 1, SPPF, [1024, 5]]");

  await page.getByRole("link", { name: "yolov8", exact: true }).click();
  await expect(page).toHaveURL(/\/architectures\/yolov8$/);
});

test("the designer is used by keyboard alone", async ({ page, server }) => {
  await saveModule(server, "ByKeys");
  await page.goto(`${server.url}/modules`);
  await expect(entry(page, "ByKeys")).toBeVisible();
  await page.keyboard.press("/");
  await page.keyboard.type("checked");
  await page.keyboard.press("ArrowDown");
  await expect(entry(page, "ByKeys")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/modules\/ByKeys$/);
  await expect(page.getByText("No problems")).toBeVisible();
  await page.keyboard.press("2");
  await expect(page.getByText(/^Passed \d+ steps in/)).toBeVisible();
  await page.keyboard.press("3");
  await expect(page.getByText("Not used yet")).toBeVisible();
  await page.keyboard.press("F2");
  await expect(page.getByLabel("Name of the class")).toBeFocused();
  await page.keyboard.type("ByHand");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/modules\/ByHand$/);
  await expect(page.getByRole("heading", { level: 1, name: "ByHand" })).toBeVisible();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toContainText("Save and check");
  await page.keyboard.press("Escape");
  await page.keyboard.press("n");
  await expect(page.getByRole("dialog", { name: "New module" })).toBeVisible();
});

test("a narrow window shows the list or the module", async ({ page, server }) => {
  await saveModule(server, "Slim");
  await page.setViewportSize({ width: 760, height: 800 });
  await page.goto(`${server.url}/modules`);
  await entry(page, "Slim").click();
  await expect(page.getByRole("textbox", { name: "Source of Slim" })).toBeAttached();
  await expect(page.getByRole("tab", { name: "Contract" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Save and check" })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(
    true,
  );
  await page.getByRole("link", { name: "All modules" }).click();
  await expect(entry(page, "Slim")).toBeVisible();
});

test("a module that is not there is said so", async ({ page, server }) => {
  await page.goto(`${server.url}/modules/Nowhere`);
  await expect(page.getByText("There is no module Nowhere")).toBeVisible();
  await page.getByRole("main").getByRole("link", { name: "New module" }).click();
  await expect(page.getByRole("dialog", { name: "New module" })).toBeVisible();
});

test("the designer has no accessibility fault", async ({ page, server }) => {
  await saveModule(server, "Sound");
  await saveModule(server, "Faulty", blockCalled("Faulty").replace("self.mix(x)", "self.mox(x)"));
  const shown = async (what: string, changed?: string) => {
    await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
    await expectAccessible(page, what, changed ? { changed } : {});
  };
  const tab = "[role=tabpanel]:not([style*=none])";
  const dialog = "[role=dialog]";
  await page.goto(`${server.url}/modules/Conv`);
  await expect(page.getByRole("heading", { level: 1, name: "Conv" })).toBeVisible();
  await shown("a built-in");
  await entry(page, "Sound").click();
  await expect(page.getByRole("region", { name: "Worked example" })).toBeVisible();
  await shown("the contract");
  await page.getByRole("tab", { name: "Check" }).click();
  await expect(page.getByText(/^Passed \d+ steps in/)).toBeVisible(CHECKED);
  await shown("a check that passed", tab);
  await page.getByRole("tab", { name: "Used by" }).click();
  await shown("who uses it", tab);
  await entry(page, "Faulty").click();
  await page.getByRole("tab", { name: "Check" }).click();
  await expect(page.getByText(/^Fails at: /)).toBeVisible(CHECKED);
  await shown("a check that failed");
  for (const name of ["New module", "Import a module"]) {
    await page.getByRole("button", { name }).first().click();
    await expect(page.getByRole("dialog", { name })).toBeVisible();
    await shown(name, dialog);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  }
});
