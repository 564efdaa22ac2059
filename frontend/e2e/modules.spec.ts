import { beginEmpty, blockCalled, CHECKED, entry, menu, paste, saveModule } from "./moduleStories";
import { expect, test } from "./server";

/** Writing a module: templates, problems while typing, the form, drafts. */

// The first question starts the engine, which may take a while on a busy machine.
test.beforeAll(async ({ server }) => {
  await server.request("/api/modules");
});

test("a module is written from a template, saved, and passes its check", async ({
  page,
  server,
}) => {
  await page.goto(`${server.url}/modules`);
  await page.getByRole("button", { name: "New module" }).first().click();
  const dialog = page.getByRole("dialog", { name: "New module" });
  await expect(dialog.getByRole("radio")).toHaveCount(6);
  for (const drawn of ["depthwise k×k", "Concat", "predictions"]) {
    await expect(dialog.locator("svg text", { hasText: drawn }).first()).toBeVisible();
  }
  await expect(dialog.getByRole("button", { name: "Write it" })).toBeDisabled();
  await dialog.getByRole("radio", { name: "Attention" }).click();

  const name = dialog.getByLabel("Name of the class");
  await name.fill("conv");
  await expect(dialog.getByText("There is Conv already")).toBeVisible();
  await name.fill("nn");
  await expect(dialog.getByText(/has a meaning in Python or Ultralytics already/)).toBeVisible();
  await name.fill("EdgeGate");
  await dialog.getByRole("button", { name: "Write it" }).click();

  await expect(page).toHaveURL(/\/modules\/EdgeGate$/);
  await expect(page.getByRole("heading", { level: 1, name: "EdgeGate" })).toBeVisible();
  await expect(page.getByText("No problems")).toBeVisible();
  await page.getByRole("textbox", { name: "Source of EdgeGate" }).focus();
  await page.keyboard.press("Control+s");
  await expect(page.getByText(/^Passed \d+ steps in/)).toBeVisible(CHECKED);
  await expect(entry(page, "EdgeGate")).toContainText("Checked");
  await expect(page.getByRole("region", { name: "Shapes" })).toContainText("×");
});

const BROKEN = `import os
from torch import nn


class Torn(nn.Module):
    def __init__(self, c1: int):
        super().__init__()
        self.gain = gain

    def forward(self, x):
        return x * self.gain
`;

test("problems stand at their line while one types, and lead there", async ({ page, server }) => {
  await beginEmpty(page, server, "Torn");
  await expect(page.getByRole("button", { name: "1 problem" })).toBeVisible();
  await paste(page, "Source of Torn", BROKEN);
  const problems = page.getByRole("region", { name: "Problems" });
  await expect(problems.getByRole("button", { name: "2 problems" })).toBeVisible();
  await expect(page.locator(".squiggly-error")).toHaveCount(1);
  await expect(page.locator(".squiggly-warning")).toHaveCount(1);

  await problems.getByRole("button", { name: "List the problems" }).click();
  await problems.getByRole("button", { name: /Line 8.*undefined name 'gain'/ }).click();
  await page.keyboard.type("0.5 * "); // the cursor stands before the name
  await expect(page.locator(".view-lines")).toContainText("self.gain = 0.5 * gain");
  await page.keyboard.press("Shift+End");
  await page.keyboard.press("Delete");
  await page.keyboard.type("1");
  await expect(problems.getByRole("button", { name: "1 problem" })).toBeVisible();

  await page.keyboard.press("F8");
  await paste(page, "Source of Torn", BROKEN.replace("import os\n", "").replace("= gain", "= 1.0"));
  await expect(page.getByText("No problems")).toBeVisible();
});

test("the form follows signature and docstring as they are typed", async ({ page, server }) => {
  await beginEmpty(page, server, "Follow");
  await paste(page, "Source of Follow", blockCalled("Follow"));
  const example = page.getByRole("region", { name: "Worked example" });
  await expect(example).toContainText("A row [-1, 1, Follow, [128]] calls, at each scale:");
  await expect(example).toContainText("Follow(64, 32)");
  await expect(example).toContainText("Follow(384, 192)");
  const args = page.getByRole("region", { name: "Arguments" });
  await expect(args.getByRole("row", { name: "c2 int required" })).toBeVisible();
  await expect(args).toContainText("Channels of the output.");
  await expect(page.getByLabel("Description")).toHaveValue("Mixes the channels.");
  const rule = page.getByRole("combobox", { name: "Rule" });
  await expect(rule).toHaveValue("Scaled channels (proposed)");

  // Another signature, while the text is half typed too.
  await paste(page, "Source of Follow", `${blockCalled("Follow")}\n    def half(`);
  await expect(page.getByRole("button", { name: /1 problem/ })).toBeVisible();
  await expect(example).toContainText("Follow(64, 32)");
  const repeats = blockCalled("Follow").replace("c2: int)", "c2: int, n: int = 1, e: float = 0.5)");
  await paste(page, "Source of Follow", repeats);
  await expect(rule).toHaveValue("Scaled channels and repeats (proposed)");
  await expect(example).toContainText("A row [-1, 2, Follow, [128]]");
  await expect(example).toContainText("Follow(64, 32, 1)");
  await expect(args.getByRole("row", { name: "e float 0.5" })).toBeVisible();

  // The rule can be another one, and go back to what is proposed.
  await rule.click();
  await page.getByRole("option", { name: "Arguments as written" }).click();
  await page.getByRole("combobox", { name: "Output channels" }).click();
  await page.getByRole("option", { name: "Argument c2" }).click();
  await expect(example).toContainText("Follow(");
  await expect(
    page.getByText("The signature suggests: Scaled channels and repeats."),
  ).toBeVisible();
  await page.getByRole("button", { name: "Follow the signature" }).click();
  await expect(rule).toHaveValue("Scaled channels and repeats (proposed)");

  await page.getByLabel("Description").fill("My own words.");
  await page.getByRole("combobox", { name: "Category" }).fill("Trials");
  await page.getByRole("button", { name: "Save and check" }).click();
  await expect(page.getByText(/^(Passed|Fails)/)).toBeVisible(CHECKED);
  await page.reload();
  await page.getByRole("tab", { name: "Contract" }).click();
  await expect(page.getByLabel("Description")).toHaveValue("My own words.");
  await expect(page.getByRole("combobox", { name: "Category" })).toHaveValue("Trials");
});

test("unsaved changes outlive the page until they are discarded", async ({ page, server }) => {
  await beginEmpty(page, server, "Kept");
  await paste(page, "Source of Kept", "# not saved yet");
  await expect(page.locator(".view-lines")).toContainText("not saved yet");
  await page.reload();
  await expect(page.locator(".view-lines")).toContainText("not saved yet");
  await expect(entry(page, "Kept")).toContainText("Unsaved");

  await menu(page, "Discard unsaved changes");
  await expect(page).toHaveURL(/\/modules$/);
  await expect(entry(page, "Kept")).toHaveCount(0);
});

test("what is typed while the module is saved stays", async ({ page, server }) => {
  await saveModule(server, "Hasty");
  await page.goto(`${server.url}/modules/Hasty`);
  await paste(page, "Source of Hasty", `${blockCalled("Hasty")}# one\n`);
  await page.keyboard.press("Control+s");
  await page.keyboard.type("# two");
  await expect(page.getByText(/^Passed \d+ steps in/)).toBeVisible(CHECKED);
  await expect(page.locator(".view-lines")).toContainText("# two");
  await expect(entry(page, "Hasty")).toContainText("Unsaved");
  await expect(page.getByText("This is the check of an earlier text")).toBeVisible();
});
