import type { Page } from "@playwright/test";
import { expectAccessible } from "./accessible";
import { choose, results, savedText } from "./chartStories";
import { ARCHITECTURE, bringDigits, startRun } from "./digitStories";
import { expect, type Server, test } from "./server";

const TRAINED = { timeout: 240_000 };
const SMALL = { epochs: 2, imgsz: 64, fraction: 0.05, workers: 0, mosaic: 0 };

/** A run that is complete: one that is there, or a new one. */
async function completedRun(server: Server): Promise<string> {
  const runs = (await server.request("/api/runs")) as { id: string; status: string }[];
  const known = runs.find(({ status }) => status === "completed");
  if (known) return known.id;
  const id = await startRun(server, SMALL);
  await expect
    .poll(async () => (await server.request(`/api/runs/${id}`)) as object, { timeout: 150_000 })
    .toMatchObject({ status: "completed" });
  return id;
}

/** The field of an argument that is written. */
function argument(page: Page, name: string) {
  return page.getByRole("textbox", { name, exact: true });
}

test.beforeAll(({ server }) => bringDigits(server));

test("a run is configured, watched, and its weights are taken", async ({ page, server }) => {
  await page.goto(`${server.url}/runs`);
  await page.getByRole("link", { name: "New run" }).first().click();

  await page.getByRole("combobox", { name: "Architecture" }).click();
  await page.getByRole("option", { name: ARCHITECTURE }).click();
  await page.getByRole("combobox", { name: "Data set" }).click();
  await page.getByRole("option", { name: "digits" }).click();
  await expect(
    page.getByRole("list", { name: "Boxes by class" }).getByRole("listitem"),
  ).toHaveCount(10);
  await argument(page, "epochs").fill("3");
  await argument(page, "imgsz").fill("64");
  await page.getByRole("textbox", { name: "Search arguments" }).fill("fraction");
  await argument(page, "fraction").fill("0.1");
  await page.getByRole("textbox", { name: "Search arguments" }).fill("");
  await page.locator("summary", { hasText: /^Loggers/ }).click();
  await page.getByRole("checkbox", { name: "TensorBoard" }).check();
  await expect(page.getByRole("status", { name: "What will happen" })).toContainText(
    "3 epochs of 4 batches of 16 images at 64 px",
  );
  await page.getByRole("button", { name: "Start", exact: true }).click();

  await expect(page).toHaveURL(/\/runs\/\d{8}T\d{6}Z-/);
  const id = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`${ARCHITECTURE} on digits`);
  const losses = page.getByRole("figure", { name: /^Training losses.*box loss \d/ });
  await expect(losses).toBeVisible(TRAINED);
  await expect(page.getByText("Completed")).toBeVisible(TRAINED);
  await expect(page.getByText("images/s").first()).toBeVisible();
  await expect(
    page.getByRole("figure", { name: /Mean average precision; last: mAP50 \d/ }),
  ).toBeVisible();
  await expectAccessible(page);

  const written = results(server, id);
  await choose(page, "Box loss", "Show as a table");
  const rows = page.getByRole("table", { name: "Values of Box loss" }).getByRole("row");
  await expect(rows).toHaveText([
    "Epochtrainingvalidation",
    ...written.map((row) => `${row.epoch}${row["train/box_loss"]}${row["val/box_loss"]}`).reverse(),
  ]);
  await page.keyboard.press("Escape");

  const saved = await savedText(page, async () => {
    await choose(page, "Mean average precision", "Save as CSV");
  });
  const columns = ["epoch", "metrics/mAP50(B)", "metrics/mAP50-95(B)"];
  const expected = [columns, ...written.map((row) => columns.map((name) => row[name] ?? ""))];
  expect(saved.trim().split("\n")).toEqual(expected.map((row) => row.join(",")));

  await page.getByRole("tab", { name: "Confusion and PR" }).click();
  const matrix = page.getByRole("region", { name: "Confusion matrix" });
  await matrix
    .getByRole("row", { name: /^background/ })
    .getByRole("cell")
    .nth(3)
    .click();
  await expect(matrix.getByRole("status")).toHaveText(/^\d+ objects? of 3 w\w+ missed\.$/);
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowLeft");
  await expect(matrix.getByRole("status")).toHaveText(/of 2 w\w+ taken for 9\.$/);
  await matrix.getByText("Normalised").click();
  await expect(
    page.getByRole("figure", { name: /^Precision and recall; last: all classes/ }),
  ).toBeVisible();
  await expectAccessible(page, "confusion and PR", { changed: "main" });

  await page.getByRole("tab", { name: "Log" }).click();
  await page.getByRole("textbox", { name: "Search the log" }).fill("epochs completed");
  await expect(page.getByRole("log").getByText(/3 epochs completed/)).toBeVisible();
  await page.getByRole("tab", { name: "Pictures" }).click();
  await expect(page.getByRole("button", { name: "train_batch0.jpg" })).toBeVisible();
  await expect(page.getByRole("button", { name: "val_batch0_pred.jpg" })).toBeVisible();
  await page.getByRole("tab", { name: "Configuration" }).click();
  await expect(page.getByRole("row", { name: /^fraction 0.1/ })).toBeVisible();
  await page.getByRole("tab", { name: "Artifacts" }).click();
  await expect(page.getByRole("link", { name: /^Download events\.out\.tfevents/ })).toBeVisible();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download weights/best.pt" }).click();
  expect((await download).suggestedFilename()).toBe("best.pt");
});

test("a page opened late shows the curve from its beginning", async ({ page, server }) => {
  const id = await completedRun(server);
  const { series } = (await server.request(`/api/runs/${id}/metrics`)) as {
    series: Record<string, number[]>;
  };
  await page.goto(`${server.url}/runs/${id}`);
  const last = series["train/box_loss"]?.at(-1)?.toFixed(4) ?? "";
  await expect(page.getByRole("figure", { name: `training ${last}` })).toBeVisible();
});

test("a deleted run comes back when it is undone", async ({ page, server }) => {
  const id = await completedRun(server);
  await page.goto(`${server.url}/runs/${id}`);
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await expect(page.getByRole("heading", { name: "Train Designer" })).toBeVisible();
  await expect(page.getByText(id)).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("table")).toContainText(id);
});

test("the dashboard shows the best result on the data set", async ({ page, server }) => {
  await completedRun(server);
  const runs = (await server.request("/api/runs")) as {
    id: string;
    dataset: string;
    best: Record<string, number | null>;
  }[];
  // Other stories train on digits too.
  const score = (run: (typeof runs)[number]) => run.best["metrics/mAP50-95(B)"] ?? -1;
  const [best] = runs.filter((run) => run.dataset === "digits").sort((a, b) => score(b) - score(a));
  await page.goto(server.url);
  const row = page.getByRole("row", { name: /^digits / });
  await expect(row.getByRole("link").nth(1)).toHaveAttribute("href", `/runs/${best?.id}`);
  await expectAccessible(page);
});
