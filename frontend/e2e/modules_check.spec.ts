import { beginEmpty, blockCalled, CHECKED, entry, paste, saveModule } from "./moduleStories";
import { expect, test } from "./server";

/** The check of a module as a person follows it. */

test.beforeAll(async ({ server }) => {
  await server.request("/api/modules");
});

test("a module that fails is saved, and its failure is opened with its line", async ({
  page,
  server,
}) => {
  const source = blockCalled("Wide").replace("return self.mix(x)", "return self.mix(x[:, 1:])");
  await saveModule(server, "Wide", source);
  await page.goto(`${server.url}/modules/Wide?tab=check`);
  await expect(page.getByText("Fails at: forward")).toBeVisible();
  await expect(page.getByText(/channels/).first()).toBeVisible();
  const hint = page.getByRole("region", { name: "How others solved it" });
  await expect(hint.first()).toBeVisible();
  await expect(page.locator(".squiggly-error")).toHaveCount(1);
  await expect(entry(page, "Wide")).toContainText("Failing");

  await page.getByRole("button", { name: "Line 18" }).click();
  await page.keyboard.press("End");
  await page.keyboard.type("  # here");
  await expect(page.locator(".view-lines")).toContainText("x[:, 1:])  # here");
});

test("steps come without saving, and an earlier text has its own result again", async ({
  page,
  server,
}) => {
  await beginEmpty(page, server, "Passing");
  await paste(page, "Source of Passing", blockCalled("Passing"));
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("Checking", { exact: true })).toBeVisible();
  await expect(page.getByText(/^Passed \d+ steps in/)).toBeVisible(CHECKED);
  await expect(entry(page, "Passing")).toContainText("Unsaved");
  const shapes = page.getByRole("region", { name: "Shapes" });
  await expect(shapes.getByRole("row")).not.toHaveCount(0);

  await paste(page, "Source of Passing", blockCalled("Passing").replace("self.mix(x)", "x[0]"));
  await expect(page.getByText("This is the check of an earlier text")).toBeVisible();
  await page.getByRole("button", { name: "Check", exact: true }).click();
  await expect(page.getByText(/^Fails at: forward/)).toBeVisible(CHECKED);

  await paste(page, "Source of Passing", blockCalled("Passing"));
  await expect(page.getByText(/^Passed \d+ steps in/)).toBeVisible();
  await expect(page.getByText("This is the check of an earlier text")).toHaveCount(0);
});

const ENDLESS = blockCalled("Endless").replace(
  "return self.mix(x)",
  "while True:\n            pass",
);

test("an endless loop is stopped with a message while the rest of the app answers", async ({
  page,
  server,
}) => {
  await beginEmpty(page, server, "Endless");
  await paste(page, "Source of Endless", ENDLESS);
  await page.keyboard.press("Control+s");
  await expect(page.getByText("Saved, checking")).toBeVisible();
  await page.getByRole("link", { name: "Model Designer", exact: true }).click();
  await expect(page.getByRole("link", { name: /^yolo11\b(?!-)/ })).toBeVisible();
  await server.request("/api/health");

  // Leaving the page does not end what was saved: its check fails and says where.
  await page.getByRole("link", { name: "Module Designer", exact: true }).click();
  await expect(entry(page, "Endless")).toContainText("Failing", CHECKED);
  await entry(page, "Endless").click();
  await page.getByRole("tab", { name: "Check" }).click();
  await expect(page.getByText("Fails at: forward")).toBeVisible();
  await expect(page.getByText(/^It took longer than \d+ s and was stopped/)).toBeVisible();
  await expect(page.getByRole("button", { name: /^Line 1[89]$/ })).toBeVisible();
});

test("a check can be stopped", async ({ page, server }) => {
  await beginEmpty(page, server, "Endless2");
  await paste(page, "Source of Endless2", ENDLESS.replace("Endless", "Endless2"));
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("construct", { exact: true })).toBeVisible(CHECKED);
  await page.getByRole("button", { name: "Stop" }).click();
  await expect(page.getByText(/^Stopped after \d+ steps/)).toBeVisible();

  await page.getByRole("button", { name: "Save and check" }).click();
  await expect(page.getByText("construct", { exact: true })).toBeVisible(CHECKED);
  await page.getByRole("button", { name: "Stop" }).click();
  await expect(entry(page, "Endless2")).toContainText("Unchecked");
});
