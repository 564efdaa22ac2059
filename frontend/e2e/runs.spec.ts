import { cpSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Page } from "@playwright/test";
import { expectAccessible } from "./accessible";
import { expect, type Server, test } from "./server";

const REPOSITORY = resolve(import.meta.dirname, "../..");
const ARCHITECTURE = "digits-compact";

const SMALL = { epochs: 2, imgsz: 64, fraction: 0.05, workers: 0, mosaic: 0 };

/** The demo data set, and a starter that learns it in seconds, with its modules. */
async function prepare(server: Server): Promise<void> {
  for (const path of ["modules", `model_yamls/${ARCHITECTURE}.yaml`]) {
    cpSync(join(REPOSITORY, path), join(server.workspace, path), { recursive: true });
  }
  await server.request("/api/datasets/demo", { method: "POST" });
  await expect
    .poll(async () => (await server.request("/api/datasets/digits")) as object, {
      timeout: 150_000,
    })
    .toMatchObject({ status: "ready" });
}

async function startRun(server: Server, args: object): Promise<string> {
  const { id } = (await server.request("/api/runs", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ architecture: ARCHITECTURE, dataset: "digits", args }),
  })) as { id: string };
  return id;
}

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

test.beforeAll(({ server }) => prepare(server));

test("a run is configured, watched to its end, and its weights are taken", async ({
  page,
  server,
}) => {
  await page.goto(`${server.url}/runs`);
  await page.getByRole("link", { name: "New run" }).first().click();

  await page.getByRole("combobox", { name: "Architecture" }).click();
  await page.getByRole("option", { name: ARCHITECTURE }).click();
  await page.getByRole("combobox", { name: "Data set" }).click();
  await page.getByRole("option", { name: "digits" }).click();
  await expect(
    page.getByRole("list", { name: "Boxes by class" }).getByRole("listitem"),
  ).toHaveCount(10);
  await argument(page, "epochs").fill("2");
  await argument(page, "imgsz").fill("64");
  await page.getByRole("textbox", { name: "Search arguments" }).fill("fraction");
  await argument(page, "fraction").fill("0.05");
  await expect(page.getByRole("status", { name: "What will happen" })).toContainText(
    "2 epochs of 2 batches of 16 images at 64 px",
  );
  await page.getByRole("button", { name: "Start", exact: true }).click();

  await expect(page).toHaveURL(/\/runs\/\d{8}T\d{6}Z-/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`${ARCHITECTURE} on digits`);
  const losses = page.getByRole("figure", {
    name: /Training losses, batch by batch; last: box loss \d/,
  });
  await expect(losses).toBeVisible({ timeout: 150_000 });
  await expect(page.getByText("Completed")).toBeVisible({ timeout: 150_000 });
  await expect(
    page.getByRole("figure", { name: /Mean average precision; last: mAP50 \d/ }),
  ).toBeVisible();
  await expectAccessible(page);

  await page.getByRole("tab", { name: "Log" }).click();
  await expect(page.getByRole("log")).toContainText("2 epochs completed");
  await page.getByRole("tab", { name: "Configuration" }).click();
  await expect(page.getByRole("row", { name: /^fraction 0.05/ })).toBeVisible();
  await page.getByRole("tab", { name: "Pictures" }).click();
  await expect(page.getByRole("button", { name: "train_batch0.jpg" })).toBeVisible();
  await page.getByRole("tab", { name: "Artifacts" }).click();
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
  const last = series["train/box_loss"]?.[1]?.toFixed(4) ?? "";
  await expect(page.getByRole("figure", { name: `training ${last}` })).toBeVisible();
});

test("a run is stopped, resumed and goes on to its end", async ({ page, server }) => {
  const id = await startRun(server, { ...SMALL, epochs: 3, fraction: 0.4 });
  await page.goto(`${server.url}/runs/${id}`);
  await expect(page.getByRole("figure", { name: /box loss \d/ })).toBeVisible({ timeout: 150_000 });
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await expect(page.getByText("Stopped", { exact: true })).toBeVisible({ timeout: 150_000 });
  await page.getByRole("button", { name: "Resume" }).click();
  await expect(page.getByText("Completed")).toBeVisible({ timeout: 150_000 });
  await expect(page.getByText("3 / 3")).toBeVisible();
});

test("what cannot be is told at its field, by the form or by the server", async ({
  page,
  server,
}) => {
  await page.goto(`${server.url}/runs/new?architecture=${ARCHITECTURE}&dataset=digits`);
  await expect(page.getByText("Parameters", { exact: true })).toBeVisible();
  await expectAccessible(page);

  const start = page.getByRole("button", { name: "Start", exact: true });
  await argument(page, "batch").fill("many");
  await expect(page.getByText("Expected a whole number or a number.")).toBeVisible();
  await expect(start).toBeDisabled();
  await argument(page, "batch").fill("-2");
  await expect(page.getByText(/^batch is a whole number of pictures/)).toBeVisible();
  await expect(start).toBeDisabled();
  await argument(page, "batch").fill("8");
  await expect(start).toBeEnabled();
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
