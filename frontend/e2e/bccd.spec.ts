import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Page } from "@playwright/test";
import { expectAccessible } from "./accessible";
import { choose, csvRows, results, savedText } from "./chartStories";
import { paste } from "./moduleStories";
import { expect, type Server, test } from "./server";

/**
 * Photographs of blood cells, from their folder to weights that find cells on pictures that they have not seen,
 * by clicking: the training is stopped in its middle, resumed and extended. `make prove`.
 */

const BCCD = resolve(import.meta.dirname, "../../../shared/data/bccd");

/** About 0.4 million parameters: two scales suffice, the smallest cells are 16 px wide at 256 px. */
const NETWORK = `nc: 3
reg_max: 12
backbone:
  - [-1, 1, Conv, [16, 3, 2]]
  - [-1, 1, Conv, [24, 3, 2]]
  - [-1, 1, C2f, [24, True]]
  - [-1, 1, Conv, [48, 3, 2]]
  - [-1, 1, C2f, [48, True]]
  - [-1, 1, Conv, [96, 3, 2]]
  - [-1, 1, C2f, [96, True]]
  - [-1, 1, SPPF, [96, 5]]
head:
  - [-1, 1, nn.Upsample, [None, 2, nearest]]
  - [[-1, 4], 1, Concat, [1]]
  - [-1, 1, C2f, [48]]
  - [[10, 7], 1, Detect, [nc]]
`;

const EPOCHS = 36;
const STOPPED = 18;
const MORE = 14;
const TOTAL = EPOCHS + MORE;

/** From nothing in few epochs: a step for each batch of 16, no mosaic; cells have no upside. */
const ARGUMENTS = {
  epochs: String(EPOCHS),
  imgsz: "256",
  batch: "16",
  nbs: "16",
  lr0: "0.004",
  warmup_epochs: "2",
  warmup_bias_lr: "0",
  mosaic: "0",
  flipud: "0.5",
};

const WANTED = 0.75;
const LIMIT_MINUTES = 15;

/** The charts that go by epochs, each with what it draws of results.csv; F1 is worked out of precision and recall. */
const CHARTS = {
  "Mean average precision": ["metrics/mAP50(B)", "metrics/mAP50-95(B)"],
  "Precision, recall and F1": ["metrics/precision(B)", "metrics/recall(B)"],
  "Box loss": ["train/box_loss", "val/box_loss"],
  "Cls loss": ["train/cls_loss", "val/cls_loss"],
  "Dfl loss": ["train/dfl_loss", "val/dfl_loss"],
};

const ENGINE = { timeout: 150_000 }; // the first question starts it
const TRAINED = { timeout: 2_400_000 };

test.use({ workspaceOf: "somebody with blood cells" });
test.setTimeout(3_500_000);
test.skip(!process.env.YOLOSMITH_PROVE, "takes some 15 minutes: make prove");
test.skip(!existsSync(BCCD), `needs the BCCD data set at ${BCCD}`);

test("blood cells, from a folder to boxes on unseen pictures", async ({
  page,
  server,
}, testInfo) => {
  await page.goto(server.url);
  await test.step("the folder is imported and its report read", () => importCells(page));
  await test.step("the pictures are looked through", () => lookThrough(page));
  await test.step("a compact network is written", () => writeNetwork(page));
  await test.step("a training is configured", () => configure(page));

  const begun = Date.now();
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await expect(page).toHaveURL(/\/runs\/\d{8}T\d{6}Z-/);
  const address = page.url();
  const run = address.slice(address.lastIndexOf("/") + 1);
  await test.step("it is watched, stopped in its middle, resumed and extended", () => train(page));
  const minutes = (Date.now() - begun) / 60_000;

  const figures = await test.step("its curves are what it wrote", () =>
    compareCurves(page, server, run));
  const told = { mAP50: figures.map50, "best epoch": figures.epoch, minutes: minutes.toFixed(1) };
  writeFileSync(testInfo.outputPath("figures.json"), JSON.stringify(told));
  expect(figures.map50).toBeGreaterThanOrEqual(WANTED);
  expect(minutes).toBeLessThan(LIMIT_MINUTES);

  await test.step("it gets a tag and a note", () => annotate(page));
  await test.step("a short run is compared with it", () => compareWithShort(page));
  await page.goto(address);
  await test.step("it wrote for TensorBoard too", () => lookAtArtifacts(page));
  await test.step("its weights find cells on unseen pictures", () => findCells(page, server));
  await test.step("they are exported to ONNX", () => exportOnnx(page));
  await page.getByRole("link", { name: "Dashboard", exact: true }).click();
  const best = page.getByRole("row", { name: /^bccd / });
  await expect(best.getByRole("link").nth(1)).toHaveAttribute("href", `/runs/${run}`);
  await expect(best).toContainText(figures.map5095);
});

async function lookAtArtifacts(page: Page): Promise<void> {
  await page.getByRole("tab", { name: "Artifacts" }).click();
  const written = page.getByRole("link", { name: /^Download events\.out\.tfevents/ });
  await expect(written, "one when it began, when it went on, when it was extended").toHaveCount(3);
}

async function importCells(page: Page): Promise<void> {
  await page.getByRole("link", { name: "import your own" }).click();
  await page.getByRole("button", { name: "Import", exact: true }).first().click();
  const dialog = page.getByRole("dialog", { name: "Import a data set" });
  await dialog.getByLabel("Name").fill("bccd");
  await dialog.getByLabel("Or a folder on the server").fill(BCCD);
  await dialog.getByRole("button", { name: "Import folder" }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole("link", { name: "bccd" }).click();
  await expect(page.getByRole("link", { name: "Train on it" })).toBeVisible(ENGINE);
  await page.getByRole("tab", { name: /Import report/ }).click();
  const report = page.getByRole("tabpanel", { name: /Import report/ });
  await expect(report.getByRole("heading")).toHaveText(["Boxes without an area"]);
  await expect(report.getByRole("listitem")).toHaveText([
    "BloodImage_00343.jpg",
    "BloodImage_00338.jpg",
  ]);
  await expect(report).toContainText("Dropped 2");
  await expectAccessible(page);
}

async function lookThrough(page: Page): Promise<void> {
  await page.getByRole("tab", { name: "Pictures" }).click();
  await expect(page.getByText("364 pictures")).toBeVisible();
  await page.getByText("val 87").click();
  await expect(page.getByText("87 pictures")).toBeVisible();
  await page
    .getByRole("list", { name: "Boxes by class" })
    .getByRole("button", { name: "Platelets" })
    .click();
  await expect(page).toHaveURL(/split=val&class=0/);
  const pictures = page.getByRole("list", { name: "Pictures", exact: true }).getByRole("button");
  await expect(pictures.first()).toHaveAccessibleName(/: \d+ boxes \(.*Platelets \d/);
  await pictures.first().click();
  await expect(page.getByRole("dialog").getByText("640 × 480 px")).toBeVisible();
  await page.keyboard.press("Escape");
}

async function writeNetwork(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Model Designer", exact: true }).click();
  await page.getByRole("button", { name: "New architecture" }).first().click();
  await page.getByRole("dialog").getByLabel("Name").fill("cells");
  await page.getByRole("dialog").getByRole("button", { name: "Create" }).click();
  await expect(page).toHaveURL(/\/architectures\/cells/);
  await paste(page, "YAML of cells", NETWORK);
  const head = page.getByRole("group", { name: /^Row 11, Detect/ });
  await expect(head).toBeVisible(ENGINE);
  await page.keyboard.press("Control+s");
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
}

async function configure(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Datasets", exact: true }).click();
  await page.getByRole("link", { name: "bccd" }).click();
  await page.getByRole("link", { name: "Train on it" }).click();
  await page.getByRole("combobox", { name: "Architecture" }).click();
  await page.getByRole("option", { name: "cells" }).click();
  await page.getByRole("combobox", { name: "optimizer" }).selectOption("AdamW");
  await fillArguments(page, ARGUMENTS);
  await page.locator("summary", { hasText: /^Loggers/ }).click();
  await page.getByRole("checkbox", { name: "TensorBoard" }).check();
  await expect(page.getByRole("status", { name: "What will happen" })).toContainText(
    `${EPOCHS} epochs of 13 batches of 16 images at 256 px`,
  );
  await expect(page.getByRole("img", { name: /^Sample 1/ })).toBeVisible(ENGINE);
  await expectAccessible(page);
}

async function fillArguments(page: Page, values: Record<string, string>): Promise<void> {
  const search = page.getByRole("textbox", { name: "Search arguments" });
  for (const [name, value] of Object.entries(values)) {
    await search.fill(name);
    await page.getByRole("textbox", { name, exact: true }).fill(value);
  }
  await search.fill("");
}

async function train(page: Page): Promise<void> {
  const progress = page.getByRole("region", { name: "Progress" });
  await expect(page.getByRole("figure", { name: /last: box loss \d/ })).toBeVisible(TRAINED);
  await expect(page.getByRole("figure", { name: /last: mAP50 \d/ })).toBeVisible(TRAINED);
  await expect(progress.getByText(`${STOPPED - 1} / ${EPOCHS}`)).toBeVisible(TRAINED);
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await expect(page.getByText("Stopped", { exact: true })).toBeVisible(TRAINED);
  await page.getByRole("button", { name: "Resume" }).click();
  await expect(page.getByText("Completed")).toBeVisible(TRAINED);
  await expect(progress.getByText(`${EPOCHS} / ${EPOCHS}`)).toBeVisible();
  await page.getByRole("button", { name: "Extend" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "More epochs" }).fill(String(MORE));
  await expect(dialog).toContainText(`follows the schedule of ${TOTAL} epochs`);
  await dialog.getByRole("button", { name: "Extend" }).click();
  await expect(progress.getByText(`${TOTAL} / ${TOTAL}`)).toBeVisible(TRAINED);
  await expect(page.getByText("Completed")).toBeVisible(TRAINED);
}

/** What the page saves of each chart is results.csv to the last digit; returns the best epoch, as it is shown. */
async function compareCurves(page: Page, server: Server, run: string) {
  const written = results(server, run);
  const epochs = Array.from({ length: TOTAL }, (_, at) => String(at + 1));
  expect(written.map((row) => row.epoch)).toEqual(epochs);
  for (const [chart, columns] of Object.entries(CHARTS)) {
    const saved = await savedText(page, () => choose(page, chart, "Save as CSV"));
    const of = (rows: Record<string, string>[]) =>
      rows.map((row) => ["epoch", ...columns].map((name) => row[name]));
    expect(of(csvRows(saved)), chart).toEqual(of(written));
  }

  const saved = await savedText(page, () => choose(page, "Training losses", "Save as CSV"));
  const places = csvRows(saved).map((row) => Number(row.epoch));
  expect(places.every((place, at) => at === 0 || place > (places[at - 1] ?? 0))).toBe(true);
  const begun = new Set(places.map((place) => String(Math.ceil(place))));
  expect([...begun], "batches of every epoch, in order").toEqual(epochs);

  const progress = page.getByRole("region", { name: "Progress" });
  const [, map50 = "", epoch = "", map5095 = ""] =
    /Best mAP50([\d.]+)epoch (\d+)Best mAP50-95([\d.]+)last/.exec(
      (await progress.textContent()) ?? "",
    ) ?? [];
  const score = (row: Record<string, string>) => Number(row["metrics/mAP50-95(B)"]);
  const highest = Math.max(...written.map(score));
  const best = written.findLast((row) => score(row) === highest);
  expect(epoch, "the best epoch is the last with the highest mAP50-95").toBe(best?.epoch);
  expect(Number(map5095)).toBeCloseTo(highest, 3);
  expect(Number(map50)).toBeCloseTo(Number(best?.["metrics/mAP50(B)"]), 3);
  await expectAccessible(page);
  return { epoch, map50: Number(map50), map5095 };
}

async function annotate(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Tags and note" }).click();
  await page.getByRole("combobox", { name: "Tags" }).fill("cells");
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: "Note" }).fill("Platelets are found last.");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("link", { name: "cells", exact: true }).first()).toBeVisible();
}

async function compareWithShort(page: Page): Promise<void> {
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "New run like this one" }).click();
  await expect(page.getByRole("textbox", { name: "imgsz", exact: true })).toHaveValue("256");
  await fillArguments(page, { epochs: "2", lr0: "0.001" });
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await expect(page.getByText("2 / 2")).toBeVisible(TRAINED);
  await expect(page.getByText("Completed")).toBeVisible(TRAINED);

  await page.getByRole("link", { name: "Train Designer", exact: true }).click();
  await page.locator("a[data-run]").first().focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Shift+ArrowDown");
  await page.getByRole("link", { name: "Compare", exact: true }).click();
  await expect(page.getByRole("figure", { name: "mAP50-95 of 2 runs" })).toBeVisible();
  await page.getByRole("tab", { name: "Differences" }).click();
  await expect(page.getByRole("row", { name: /^lr0 0\.001 0\.004$/ })).toBeVisible();
  await expect(page.getByRole("row", { name: /^epochs / })).toBeVisible();
  await expect(page.getByText("Both trained the same text.")).toBeVisible();
  await expectAccessible(page);
}

async function findCells(page: Page, server: Server): Promise<void> {
  await page.getByRole("tab", { name: "Artifacts" }).click();
  await page.getByRole("link", { name: "Try it" }).first().click();
  await expect(page).toHaveURL(/\/checkpoints\/.*best/);
  const unseen = join(server.workspace, "datasets/bccd/images/test");
  const picture = readdirSync(unseen).sort()[0] ?? "";
  await page
    .getByLabel("Drop pictures here, or choose some")
    .setInputFiles(join(unseen, picture), ENGINE);
  await expect(page.getByRole("img", { name: new RegExp(`^${picture}: `) })).toHaveAccessibleName(
    /: \d+ box/,
    ENGINE,
  );
  await expect(page.getByRole("table", { name: "What was found" })).toContainText("RBC");

  await page.getByRole("textbox", { name: "A folder or a video on the server" }).fill(unseen);
  await page.getByRole("button", { name: "Look", exact: true }).click();
  await expect(page.getByRole("status", { name: "Batch" })).toHaveText("72 pictures", ENGINE);
  await expect(page.getByRole("table", { name: "Results" })).toContainText("RBC");
}

async function exportOnnx(page: Page): Promise<void> {
  await page.getByRole("tab", { name: "Exports" }).click();
  await page.getByRole("button", { name: "Export to ONNX" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Export", exact: true }).click();
  const row = page.getByRole("row", { name: "ONNX" });
  await expect(row).toContainText("Same", ENGINE);
  await expect(row).toContainText(/outputs by at most \S+ of/);
  await expect(row).toContainText("on 8 pictures");
}
