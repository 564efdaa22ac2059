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

/** Here for accessibility faults; stories of their own look at the others, with more on them. */
const LOOKED_AT = ["Model Designer", "Checkpoints"];

test.beforeEach(async ({ page, server }) => {
  await page.goto(server.url);
  await expect(page.getByRole("heading", { level: 1, name: "Dashboard" })).toBeVisible();
});

test("every page is reached from the rail", async ({ page }) => {
  for (const name of PAGES) {
    await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name }).click();
    await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
    await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
    if (LOOKED_AT.includes(name)) await expectAccessible(page, name);
  }
});

test("events arrive, keys are shown, and the palette leads to a page by keyboard alone", async ({
  page,
}) => {
  await expect(page.getByText("Events: live")).toBeVisible();
  await page.keyboard.press("?");
  const keys = page.getByRole("dialog", { name: "Keys" });
  await expect(keys).toContainText("Open the palette");
  await page.keyboard.press("Escape");
  await expect(keys).toHaveCount(0);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("checkp");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/checkpoints$/);
});

test("an address that does not exist says so and leads back", async ({ page, server }) => {
  await page.goto(`${server.url}/nowhere`);
  await expect(page.getByText("There is no such page")).toBeVisible();
  await page.getByRole("link", { name: "To the dashboard" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Dashboard" })).toBeVisible();
});

test("what waits is at rest for who asks for less motion", async ({ page }) => {
  await page.route("**/api/checkpoints", () => undefined); // never answered
  await page.getByRole("link", { name: "Checkpoints", exact: true }).click();
  await expect(page.getByRole("status", { name: "Loading" }).first()).toBeVisible();
  const moving = () =>
    page.evaluate(
      () =>
        document
          .getAnimations()
          .filter((one) => one.effect?.getComputedTiming().iterations === Infinity).length,
    );
  await page.emulateMedia({ reducedMotion: "no-preference" });
  await expect.poll(moving).toBeGreaterThan(0);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await expect.poll(moving).toBe(0);
});
