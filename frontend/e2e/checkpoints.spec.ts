import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expectAccessible } from "./accessible";
import { LOADED } from "./checkpointStories";
import { expect, type Server, test } from "./server";

async function importFile(page: Page, server: Server, files: string, name: string) {
  await page.goto(`${server.url}/checkpoints`);
  await page
    .getByRole("button", { name: /^Import/ })
    .first()
    .click();
  await page.getByLabel("Drop a .pt file here, or choose one").setInputFiles(join(files, name));
}

test("a picture is dropped on an imported checkpoint, and the slider acts at once", async ({
  page,
  server,
  files,
}) => {
  await importFile(page, server, files, "plain.pt");
  await expect(page.getByRole("heading", { level: 1, name: "plain.pt" })).toBeVisible(LOADED);
  await expect(page.getByRole("region", { name: "Facts" })).toContainText("red, green, blue");

  await page
    .getByLabel("Drop pictures here, or choose some")
    .setInputFiles(join(files, "picture.png"));
  const boxes = page.getByRole("img", { name: /^picture\.png: / });
  await expect(boxes).toHaveAccessibleName(/\d+ box/);
  let asked = 0;
  page.on("request", (request) => {
    if (request.url().endsWith("/predict")) asked += 1;
  });
  const confidence = page.getByRole("slider", { name: "Confidence" });
  await confidence.focus();
  await confidence.press("End");
  await expect(boxes).toHaveAccessibleName("picture.png: no boxes");
  await confidence.press("Home");
  await expect(boxes).not.toHaveAccessibleName("picture.png: no boxes");
  expect(asked).toBe(0);
  await expectAccessible(page);

  await page.getByRole("tab", { name: "Layers" }).click();
  await page.getByRole("button", { name: "C2f" }).click();
  await expect(page.getByRole("cell", { name: "cv1.conv.weight", exact: true })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("tab", { name: "Exports" }).click();
  await page.getByText(/more formats that this machine cannot make$/).click();
  await expect(
    page.getByRole("row", { name: /^RKNN .*: pip install rknn-toolkit2$/ }),
  ).toBeVisible();
  await page.getByRole("button", { name: "Export to ONNX" }).click();
  const dialog = page.getByRole("dialog", { name: "Export to ONNX" });
  await expect(dialog.getByRole("radio", { name: "8 bits" })).toBeDisabled();
  await expect(dialog).toContainText("8 bits need pictures of the data set");
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await page.getByRole("tab", { name: "Origin" }).click();
  await expect(page.getByRole("row", { name: "lr0 0.01" })).toBeVisible();
});

test("modules from elsewhere are shown, and run only once they are accepted", async ({
  page,
  server,
  files,
}) => {
  await importFile(page, server, files, "custom.pt");
  await expect(page.getByText("This checkpoint brings code that is not yours")).toBeVisible(LOADED);
  await expect(page.getByText("return 2 * self.mix(x)")).toBeVisible();
  const trace = join(server.workspace, "custom-was-run"); // what runs it leaves
  expect(existsSync(trace)).toBe(false);
  await expectAccessible(page);

  await page.getByRole("button", { name: "Accept and load" }).click();
  await expect(page.getByLabel("Drop pictures here, or choose some")).toBeAttached();
  await page.getByRole("tab", { name: "Layers" }).click();
  await expect(page.getByRole("button", { name: "Doubler" })).toBeVisible();
  expect(existsSync(trace)).toBe(true);
  rmSync(trace);

  const address = new URL(page.url()).pathname;
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Checkpoints" })).toBeVisible();
  await expect(page.getByRole("link", { name: "plain.pt" }).first()).toBeVisible();
  await expect(page.locator(`a[href="${address}"]`)).toHaveCount(0);
});

test("what cannot be loaded safely is refused with the name of what it would run", async ({
  page,
  server,
  files,
}) => {
  await importFile(page, server, files, "hostile.pt");
  await expect(page.getByRole("alert")).toContainText("posix.system", LOADED);
  await expectAccessible(page, "the dialog", { part: "[role=dialog]" });
  expect(existsSync(join(files, "hostile-was-run"))).toBe(false);
});

test("a picture that cannot be read is refused by its name", async ({ page, server, files }) => {
  await importFile(page, server, files, "plain.pt");
  await expect(page.getByRole("heading", { level: 1, name: "plain.pt" })).toBeVisible(LOADED);
  await page.getByLabel("Drop pictures here, or choose some").setInputFiles({
    name: "notes.jpg",
    mimeType: "image/jpeg",
    buffer: Buffer.from("no picture"),
  });
  await expect(page.getByRole("alert")).toContainText("notes.jpg is not a picture");
});

test("published weights are listed, and fetched only when one asks", async ({ page, server }) => {
  await page.goto(`${server.url}/checkpoints`);
  await page.getByRole("button", { name: "Published weights" }).click();
  const dialog = page.getByRole("dialog", { name: "Published weights" });
  await dialog.getByRole("textbox", { name: "Search published weights" }).fill("yolo11n-seg");
  await expect(dialog.getByRole("row", { name: /^yolo11n-seg\.pt / })).toContainText("segment");
  await expect(dialog.getByRole("button", { name: "Fetch yolo11n-seg.pt" })).toBeEnabled();
  await expect(dialog).toContainText("when you ask for one");
});
