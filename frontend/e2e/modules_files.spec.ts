import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  beginEmpty,
  blockCalled,
  CHECKED,
  entry,
  menu,
  paste,
  saveModule,
  saveUser,
} from "./moduleStories";
import { expect, test } from "./server";

/** Rename, duplicate, delete, import, export. */

test.beforeAll(async ({ server }) => {
  await server.request("/api/modules");
});

test("a rename carries the class, the unsaved text and the architectures along", async ({
  page,
  server,
}) => {
  await saveModule(server, "OldName");
  await saveUser(server, "renamed_along", "OldName");
  await page.goto(`${server.url}/modules/OldName`);
  await paste(page, "Source of OldName", `${blockCalled("OldName")}# a draft of OldName\n`);
  await menu(page, "Rename");
  await page.getByRole("dialog").getByLabel("Name of the class").fill("NewName");
  await page.getByRole("dialog").getByRole("button", { name: "Rename" }).click();

  await expect(page).toHaveURL(/\/modules\/NewName$/);
  await expect(page.locator(".view-lines")).toContainText("# a draft of NewName");
  await expect(entry(page, "OldName")).toHaveCount(0);
  await expect(entry(page, "NewName")).toContainText("Unsaved");
  await page.getByRole("tab", { name: "Used by 1" }).click();
  await page.getByRole("link", { name: "renamed_along" }).click();
  await expect(page.getByRole("group", { name: /^Row 1, NewName/ })).toBeVisible();
  const yaml = readFileSync(join(server.workspace, "model_yamls/renamed_along.yaml"), "utf8");
  expect(yaml).toContain("  - [-1, 1, NewName, [32]] # ours");
});

test("a copy has a name of its own", async ({ page, server }) => {
  await saveModule(server, "Model1");
  await page.goto(`${server.url}/modules/Model1`);
  await expect(page.locator(".view-lines")).toContainText("class Model1(nn.Module):");
  await page.keyboard.press("d");
  await expect(page.getByLabel("Name of the class")).toHaveValue("Model12");
  await page.getByLabel("Name of the class").fill("Model1");
  await expect(page.getByText("There is Model1 already")).toBeVisible();
  await page.getByLabel("Name of the class").fill("Second");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/modules\/Second$/);
  await expect(page.locator(".view-lines")).toContainText("class Second(nn.Module):");
  await expect(entry(page, "Model1")).toBeVisible();
});

test("a deletion is refused with names, forced, and undone", async ({ page, server }) => {
  await saveModule(server, "Needed");
  await saveUser(server, "needs_it", "Needed");
  await page.goto(`${server.url}/modules/Needed`);
  await menu(page, "Delete");
  const refusal = page.getByRole("dialog", { name: "Needed is not deleted" });
  await expect(refusal.getByRole("link", { name: "needs_it" })).toHaveAttribute(
    "href",
    "/architectures/needs_it",
  );
  await refusal.getByRole("button", { name: "Keep it" }).click();
  await expect(entry(page, "Needed")).toBeVisible();

  await menu(page, "Delete");
  await refusal.getByRole("button", { name: "Delete anyway" }).click();
  await expect(page).toHaveURL(/\/modules$/);
  await expect(entry(page, "Needed")).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page).toHaveURL(/\/modules\/Needed$/, CHECKED);
  await expect(entry(page, "Needed")).toContainText("Checked");
  await expect(page.locator(".view-lines")).toContainText("class Needed(nn.Module):");
});

test("a module goes out as a file and comes back", async ({ page, server }) => {
  await saveModule(server, "Travel");
  await page.goto(`${server.url}/modules/Travel`);
  await expect(page.getByText("No problems")).toBeVisible();
  await page.getByRole("button", { name: "More actions" }).click();
  const coming = page.waitForEvent("download", CHECKED);
  await page.getByRole("menuitem", { name: "Export as a file" }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toBe("Travel.zip");
  const file = await download.path();

  await page.getByRole("button", { name: "Import a module" }).click();
  const dialog = page.getByRole("dialog", { name: "Import a module" });
  const zip = { name: "Travel.zip", mimeType: "application/zip", buffer: readFileSync(file) };
  await dialog.getByLabel("Drop a .py or .zip here, or choose one").setInputFiles(zip);
  await expect(dialog.getByRole("alert")).toContainText("Travel");
  await dialog.getByLabel("Close").click();

  await menu(page, "Delete");
  await expect(entry(page, "Travel")).toHaveCount(0);
  await page.goto(`${server.url}/modules?import`);
  await dialog.getByLabel("Drop a .py or .zip here, or choose one").setInputFiles(zip);
  await expect(page).toHaveURL(/\/modules\/Travel\?tab=check$/, CHECKED);
  await expect(page.getByText(/^Passed \d+ steps in/)).toBeVisible(CHECKED);

  await page.goto(`${server.url}/modules?import`);
  await dialog.getByLabel("Drop a .py or .zip here, or choose one").setInputFiles({
    name: "Travel.py",
    mimeType: "text/x-python",
    buffer: Buffer.from(`${blockCalled("Travel")}# replaced\n`),
  });
  await dialog.getByRole("button", { name: "Replace the one that is there" }).click();
  await expect(page.locator(".view-lines")).toContainText("# replaced", CHECKED);
});

test("a draft that was never saved is renamed and discarded in the browser alone", async ({
  page,
  server,
}) => {
  await beginEmpty(page, server, "Sketch");
  await paste(page, "Source of Sketch", "class Sketch: ...");
  await menu(page, "Rename");
  await page.getByLabel("Name of the class").fill("Sketched");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/modules\/Sketched$/);
  await expect(page.locator(".view-lines")).toContainText("class Sketched: ...");
  await expect(entry(page, "Sketch")).toHaveCount(0);
});
