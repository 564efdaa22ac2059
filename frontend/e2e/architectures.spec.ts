import { expectAccessible } from "./accessible";
import { goTo, row, saveArchitecture as save, startEngine, TINY } from "./designerStories";
import { expect, test } from "./server";

test.beforeAll(async ({ server }) => {
  await server.request("/api/modules");
  await startEngine(server);
});

test("a preset is drawn with its shapes and the totals of all scales", async ({ page, server }) => {
  await page.goto(`${server.url}/architectures`);
  await page.getByLabel("Search architectures").fill("yolo11");
  await page.getByRole("link", { name: /^yolo11\b(?!-)/ }).click();
  await expect(page.locator('[data-id="n2"]')).toContainText("64×160×160");
  await expect(page.locator(".react-flow__node-row")).toHaveCount(24);
  await expect(page.getByRole("radio", { name: /^n 2\.62 M/ })).toBeChecked();
  await expect(page.getByRole("radio", { name: /^x 5\d\.\d M/ })).toBeVisible({ timeout: 30_000 });
  await page.getByRole("radio", { name: /^s/ }).click();
  await expect(page.locator('[data-id="n2"]')).toContainText("128×160×160");
  await expect(page).toHaveURL(/scale=s/);
});

test("a preset is copied, edited as text, saved, and drawn anew", async ({ page, server }) => {
  await page.goto(`${server.url}/architectures/yolo11`);
  await page.getByRole("button", { name: "Copy to edit" }).click();
  await page.getByLabel("Name of the copy").fill("mine");
  await page.getByRole("button", { name: "Copy", exact: true }).click();
  await expect(page).toHaveURL(/\/architectures\/mine$/);

  await expect(page.locator(".react-flow__node-row")).toHaveCount(24);
  await goTo(page, "mine", 22); // row 2
  await page.keyboard.press("Control+/");
  await expect(page.locator(".react-flow__node-row")).toHaveCount(23);
  await expect(page.getByText("Unsaved changes")).toBeVisible();
  await page.keyboard.press("Control+s");
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.locator(".react-flow__node-row")).toHaveCount(23);
});

test("a text that is no YAML keeps the last drawing and marks the line", async ({
  page,
  server,
}) => {
  await save(server, "torn");
  await page.goto(`${server.url}/architectures/torn`);
  await expect(page.locator(".react-flow__node-row")).toHaveCount(6);
  await goTo(page, "torn", 7); // row 1
  await page.keyboard.type("}");
  await expect(page.locator(".squiggly-error")).toHaveCount(1);
  await expect(page.getByText(/^Line 7: /)).toBeVisible();
  await expect(page.locator(".react-flow__node-row")).toHaveCount(6);
  await page.keyboard.press("Backspace");
  await expect(page.locator(".squiggly-error")).toHaveCount(0);
});

test("a row that cannot be built says why, in the drawing and at its line", async ({
  page,
  server,
}) => {
  await save(server, "mismatch", TINY.replace("[[-1, 1], 1, Concat", "[[-1, 2], 1, Concat"));
  await page.goto(`${server.url}/architectures/mismatch`);
  await expect(page.locator('[data-id="n4"] [data-errors]')).toBeVisible();
  await page.locator('[data-id="n4"]').click();
  await expect(page.locator(".squiggly-error")).toHaveCount(1);
  await expect(page.getByRole("region", { name: "Selected row" }).getByRole("alert")).toBeVisible();
});

test("drawing and text share the selection, also by keyboard", async ({ page, server }) => {
  await save(server, "shared");
  await page.goto(`${server.url}/architectures/shared?row=2`);
  const panel = page.getByRole("region", { name: "Selected row" });
  await expect(panel).toContainText("2 · Conv");
  await row(page, 2, "Conv").focus();
  for (const key of ["ArrowUp", "ArrowDown", "ArrowDown"]) await page.keyboard.press(key);
  await expect(panel).toContainText("3 · nn.Upsample");
  await expect(row(page, 3, "nn.Upsample")).toBeFocused();
  await expect(page).toHaveURL(/row=3/);
  await expect(page.locator(".active-line-number")).toHaveText("10");

  await page.getByRole("textbox", { name: "YAML of shared" }).focus();
  await page.keyboard.press("ArrowDown");
  await expect(panel).toContainText("4 · Concat");
  await expect(row(page, 4, "Concat")).toHaveClass(/selected/);
});

test("what was deleted can be put back", async ({ page, server }) => {
  await save(server, "gone");
  await page.goto(`${server.url}/architectures`);
  await page.getByRole("button", { name: "Actions of gone" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  const link = page.getByRole("link", { name: "gone", exact: true });
  await expect(link).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await link.click();
  await expect(page.locator(".react-flow__node-row")).toHaveCount(6);
});

test("a preset has no accessibility fault", async ({ page, server }) => {
  await page.goto(`${server.url}/architectures/yolo11?row=12`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
  await expectAccessible(page);
});
