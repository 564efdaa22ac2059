import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./server";

// The first question starts the engine, which may take a while on a busy machine.
test.beforeAll(async ({ server }) => {
  await server.request("/api/modules");
});

/** Puts a text into the editor in place of what it holds. */
async function write(page: Page, label: string, text: string): Promise<void> {
  await page.getByRole("textbox", { name: label }).focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(text);
}

test("a module is written from a template, saved, and passes its check", async ({
  page,
  server,
}) => {
  await page.goto(`${server.url}/modules`);
  await page.getByRole("button", { name: "New module" }).first().click();
  await page.getByLabel("Name of the class").fill("EdgeGate");
  await page.getByRole("radio", { name: "Channel attention" }).check();
  await page.getByRole("button", { name: "Write it" }).click();

  await expect(page).toHaveURL(/\/modules\/EdgeGate$/);
  await expect(page.getByRole("heading", { level: 1, name: "EdgeGate" })).toBeVisible();
  await page.getByRole("textbox", { name: "Source of EdgeGate" }).focus();
  await page.keyboard.press("Control+s");
  await expect(page.getByText(/^Passed \d+ steps in/)).toBeVisible({ timeout: 60_000 });
  const entry = page.getByRole("link", { name: /^EdgeGate/ });
  await expect(entry).toContainText("Checked");
  await expect(page.getByRole("table")).toContainText("×");
});

test("a module that fails is saved, and the failure opens at its line", async ({
  page,
  server,
}) => {
  const source =
    "from torch import nn\n\n\nclass Torn(nn.Module):\n    def __init__(self, c1):\n        super().__init__()\n        self.conv = nn.Conv3d(c1)\n\n    def forward(self, x):\n        return self.conv(x)\n";
  await server.request("/api/modules/Torn", {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ source }),
  });
  await page.goto(`${server.url}/modules/Torn?tab=check`);
  await expect(page.getByText(/^Fails at/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Line 7" })).toBeVisible();
  await expect(page.getByText(/TypeError|required/).first()).toBeVisible();
  await expect(page.locator(".squiggly-error")).toHaveCount(1);
  await expect(page.getByRole("link", { name: /^Torn/ })).toContainText("Failing");
});

test("the steps of a check come one by one without saving", async ({ page, server }) => {
  await page.goto(`${server.url}/modules?new`);
  await page.getByLabel("Name of the class").fill("Passing");
  await page.getByRole("button", { name: "Write it" }).click();
  await page.getByRole("tab", { name: "Check" }).click();
  await page.getByRole("button", { name: "Check", exact: true }).click();
  await expect(page.getByText(/^Passed \d+ steps in/)).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole("link", { name: /^Passing/ })).toContainText("Unsaved");
});

test("unsaved changes outlive the page until they are discarded", async ({ page, server }) => {
  await page.goto(`${server.url}/modules?new`);
  await page.getByLabel("Name of the class").fill("Kept");
  await page.getByRole("button", { name: "Write it" }).click();
  await write(page, "Source of Kept", "# not saved yet");
  await expect(page.locator(".view-lines")).toContainText("not saved yet");
  await page.reload();
  await expect(page.locator(".view-lines")).toContainText("not saved yet");
  await expect(page.getByRole("link", { name: /^Kept/ })).toContainText("Unsaved");

  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Discard unsaved changes" }).click();
  await expect(page).toHaveURL(/\/modules$/);
  await expect(page.getByRole("link", { name: /^Kept/ })).toHaveCount(0);
});

test("built-ins are found and explained", async ({ page, server }) => {
  await page.goto(`${server.url}/modules`);
  await page.getByLabel("Search modules").fill("sppf");
  await page.getByRole("link", { name: "SPPF", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "SPPF" })).toBeVisible();
  await expect(page.getByText("Built in", { exact: true })).toBeVisible();
  await expect(page.getByRole("row", { name: /^k int 5/ })).toBeVisible();
});

test("the designer has no accessibility fault", async ({ page, server }) => {
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const path of [
      "/modules/Conv",
      "/modules/EdgeGate",
      "/modules/Torn?tab=check",
      "/modules?new",
    ]) {
      await page.goto(server.url + path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations, `${path} in ${scheme}`).toEqual([]);
    }
  }
});
