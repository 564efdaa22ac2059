import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expectAccessible } from "./accessible";
import { bringDigits } from "./digitStories";
import { writeRun } from "./madeRuns";
import { expect, type Server, test } from "./server";

const FORM = "runs/new?architecture=digits-compact&dataset=digits";

async function open(page: Page, server: Server): Promise<void> {
  await page.goto(`${server.url}/${FORM}`);
  await expect(argument(page, "epochs")).toBeVisible({ timeout: 60_000 });
}

function argument(page: Page, name: string) {
  return page.getByRole("textbox", { name, exact: true });
}

function search(page: Page) {
  return page.getByRole("textbox", { name: "Search arguments" });
}

test.beforeAll(({ server }) => bringDigits(server));

test("arguments are looked at while one types, and found and reset by keyboard", async ({
  page,
  server,
}) => {
  await open(page, server);
  const start = page.getByRole("button", { name: "Start", exact: true });
  await expect(start).toBeEnabled();
  await expect(page.getByText("Parameters", { exact: true })).toBeVisible();
  await argument(page, "batch").fill("many");
  await expect(page.getByText("Expected a whole number or a number.")).toBeVisible();
  await expect(start).toBeDisabled();
  await argument(page, "batch").fill("-2");
  await expect(page.getByText(/^batch is a whole number of pictures/)).toBeVisible();
  await expect(start).toBeDisabled();
  await argument(page, "batch").press("Alt+Backspace");
  await expect(start).toBeEnabled();
  await argument(page, "lr0").fill("0.1");
  await expect(page.getByText("It is ignored while optimizer is auto")).toBeVisible();
  await expect(start).toBeEnabled();

  await page.locator("summary", { hasText: /^Loggers/ }).click();
  await expect(page.getByText(/TensorBoard/).first()).toBeVisible();
  await page.locator("summary", { hasText: /^Snapshots/ }).click();
  const snapshots = page.getByRole("textbox", { name: "Keep the weights of these epochs" });
  await snapshots.fill("5, last");
  await expect(page.getByText("Write whole numbers from 1, separated by commas.")).toBeVisible();
  await snapshots.fill("5, 2");
  await expect(page.getByText("epochs 2, 5", { exact: true })).toBeVisible();
  await snapshots.fill("");
  await expect(snapshots, "what is emptied is still there to be filled").toBeFocused();
  await snapshots.pressSequentially("10, 5o");
  await expect(page.getByText("Write whole numbers from 1, separated by commas.")).toBeVisible();
  await expect(start).toBeDisabled();
  await snapshots.fill("5, 2");
  await expect(start).toBeEnabled();

  await page.getByRole("heading", { name: "New run" }).click();
  await page.keyboard.press("/");
  await expect(search(page)).toBeFocused();
  await page.keyboard.type("turns rotation");
  await expect(page.getByText("Nothing matches")).toBeVisible();
  await search(page).fill("rotation");
  await page.keyboard.press("ArrowDown");
  await expect(argument(page, "degrees")).toBeFocused();
  await page.keyboard.type("999");
  await expect(page.getByText("From 0 to 180.")).toBeVisible();
  await expect(page.getByText(/Takes a number from 0 to 180, in °/)).toBeVisible();

  await search(page).fill("");
  await page.getByRole("switch", { name: "Changed only" }).click();
  await expect(argument(page, "epochs")).toHaveCount(0);
  await page.getByRole("button", { name: "Reset 2" }).click();
  await expect(argument(page, "degrees")).toHaveValue("");
  await expectAccessible(page);
});

test("arguments are kept as a preset, and go out and in as args.yaml", async ({ page, server }) => {
  await open(page, server);
  const presets = page.getByRole("button", { name: "Presets" });
  await argument(page, "epochs").fill("7");
  await presets.click();
  await page.getByRole("menuitem", { name: "Save as a preset" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("seven");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);

  await presets.click();
  const download = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "Export args.yaml" }).click();
  const file = join(server.workspace, "args.yaml");
  await (await download).saveAs(file);
  writeFileSync(
    file,
    `${readFileSync(file, "utf8").replace("patience: 100", "patience: 5")}model: yolo11n.pt\n`,
  );
  await page.getByLabel("An args.yaml").setInputFiles(file);
  const report = page.getByRole("dialog", { name: "Import of an args.yaml" });
  await expect(report).toContainText("2 arguments differ from the defaults");
  await expect(report).toContainText("model: it is chosen under What");
  await report.getByRole("button", { name: "Close" }).last().click();
  await search(page).fill("patience");
  await expect(argument(page, "patience")).toHaveValue("5");
  await search(page).fill("");

  await presets.click();
  await page.getByRole("menuitem", { name: "seven 1 argument" }).click();
  await expect(page.getByRole("button", { name: "Reset 1" })).toBeVisible();
  await presets.click();
  await page.getByRole("menuitem", { name: "Rename and delete presets" }).click();
  const name = page.getByRole("textbox", { name: "Name of seven" });
  await name.fill("siete");
  await name.press("Enter");
  await page.getByRole("button", { name: "Delete siete" }).click();
  await expect(page.getByText("siete is deleted.")).toBeVisible();
  await page.getByRole("dialog").getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("textbox", { name: "Name of siete" })).toBeVisible();
  await server.request("/api/presets/siete", { method: "DELETE" });
});

test("rows are frozen on the graph of the model", async ({ page, server }) => {
  await open(page, server);
  await search(page).fill("freeze");
  await page.getByRole("button", { name: "Choose the frozen rows on the graph" }).click();
  const dialog = page.getByRole("dialog", { name: "Freeze rows" });
  await dialog.getByRole("checkbox", { name: /^Row 2,/ }).click();
  await expect(dialog.getByRole("checkbox", { checked: true })).toHaveCount(3);
  await expect(dialog.getByRole("status")).toContainText(/3 of \d+ rows are frozen; .* train/);
  await dialog.getByRole("checkbox", { name: /^Row 1,/ }).click({ modifiers: ["Control"] });
  await expect(dialog.getByRole("checkbox", { checked: true })).toHaveCount(2);
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Apply" }).click();
  await expect(argument(page, "freeze")).toHaveValue("[0, 2]");
  await argument(page, "freeze").fill("99");
  await expect(page.getByText(/nothing is left to train/)).toBeVisible();
});

test("one's own pictures are shown as the loader makes them", async ({ page, server }) => {
  await open(page, server);
  await argument(page, "imgsz").fill("64");
  const first = page.getByRole("img", { name: /^Sample 1/ });
  await expect(first).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole("img", { name: /^Sample/ })).toHaveCount(4);
  await expect.poll(() => first.getAttribute("width")).toBe("64");
  const before = await first.getAttribute("src");
  await search(page).fill("mosaic");
  await argument(page, "mosaic").fill("0");
  await expect.poll(() => first.getAttribute("src"), { timeout: 30_000 }).not.toBe(before);
  const plain = await first.getAttribute("src");
  await page.getByRole("button", { name: "Another sample" }).click();
  await expect.poll(() => first.getAttribute("src"), { timeout: 30_000 }).not.toBe(plain);
});

test("the form is filled from a run, and says how long an epoch takes", async ({
  page,
  server,
}) => {
  const id = "20260302T000000Z-bbbbbb";
  const args = { epochs: 1, imgsz: 64, fraction: 0.05, mosaic: 0, plots: false, freeze: 2 };
  const asked = { architecture: "digits-compact", dataset: "digits", args };
  await writeRun(server, id, asked, [
    { type: "run.status", status: "running" },
    { type: "run.start", epochs: 1, batches: 2, images: 30, device: "cpu", losses: [] },
    { type: "run.epoch", epoch: 1, epochs: 1, metrics: {}, best: true, seconds: 4 },
    { type: "run.status", status: "completed" },
  ]);
  await page.goto(`${server.url}/runs/new?from=${id}`);
  await expect(argument(page, "epochs")).toHaveValue("1");
  await expect(page.getByRole("combobox", { name: "Architecture" })).toHaveValue("digits-compact");
  await expect(page.getByRole("combobox", { name: "Data set" })).toHaveValue("digits");
  const plan = page.getByRole("status", { name: "What will happen" });
  await expect(plan).toContainText("the first 2 rows keep their weights");
  await expect(plan).toContainText(/An epoch takes about [\d.]+ m?s, by the last run like it/);
  await argument(page, "imgsz").fill("128");
  await expect(plan).toContainText("How long an epoch takes is unknown");
});
