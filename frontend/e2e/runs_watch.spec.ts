import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expectAccessible } from "./accessible";
import { choose, results, savedText } from "./chartStories";
import { expect, type Server, test } from "./server";

/** A run is watched: as it learns, after the connection was lost, and long afterwards. */

const REPOSITORY = resolve(import.meta.dirname, "../..");
const ARCHITECTURE = "digits-compact";
const TRAINED = { timeout: 240_000 };
const LONG_RUN = "20260301T000000Z-aaaaaa";
const BATCHES = 1000;
const EPOCHS = 30;

async function prepare(server: Server): Promise<void> {
  for (const path of ["modules", `model_yamls/${ARCHITECTURE}.yaml`]) {
    cpSync(join(REPOSITORY, path), join(server.workspace, path), { recursive: true });
  }
  await server.request("/api/datasets/demo", { method: "POST" });
  await expect
    .poll(async () => (await server.request("/api/datasets/digits")) as object, TRAINED)
    .toMatchObject({ status: "ready" });
}

/** Thirty thousand batches, as a worker would have told them; one of them stands out. */
function makeLongRun(server: Server): void {
  const folder = join(server.workspace, "runs", LONG_RUN);
  mkdirSync(folder, { recursive: true });
  const spec = { id: LONG_RUN, created: "2026-03-01T00:00:00Z", architecture: ARCHITECTURE };
  writeFileSync(
    join(folder, "run.json"),
    JSON.stringify({ ...spec, dataset: "digits", args: { epochs: EPOCHS } }),
  );
  const lines: string[] = [];
  const say = (body: object) =>
    lines.push(JSON.stringify({ seq: lines.length + 1, time: 1.8e9, ...body, run: LONG_RUN }));
  say({ type: "run.status", status: "running" });
  const facts = { images: 16_000, device: "cpu", parameters: 1, losses: [] };
  say({ type: "run.start", epochs: EPOCHS, batches: BATCHES, ...facts });
  for (let epoch = 1; epoch <= EPOCHS; epoch++) {
    for (let batch = 1; batch <= BATCHES; batch++) {
      const loss = epoch === 12 && batch === 345 ? 77.125 : 3 / epoch;
      const rest = { lr: { pg0: 0.01 }, eta: 1, speed: 100 };
      say({ type: "run.batch", epoch, batch, losses: { box_loss: loss }, ...rest });
    }
    const metrics = { "metrics/mAP50(B)": epoch / EPOCHS, "metrics/mAP50-95(B)": 0.1 };
    say({ type: "run.epoch", epoch, epochs: EPOCHS, metrics, best: true, seconds: 1 });
    say({ type: "run.log", level: "info", message: `epoch ${epoch} is done` });
  }
  say({ type: "run.status", status: "completed" });
  writeFileSync(join(folder, "events.jsonl"), `${lines.join("\n")}\n`);
}

test.beforeAll(({ server }) => prepare(server));

test("a run is watched through a lost connection, and what is shown is what it wrote", async ({
  page,
  server,
}) => {
  const args = { epochs: 3, imgsz: 64, fraction: 0.1, workers: 0, mosaic: 0 };
  const { id } = (await server.request("/api/runs", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ architecture: ARCHITECTURE, dataset: "digits", args }),
  })) as { id: string };
  await page.goto(`${server.url}/runs/${id}`);
  const losses = page.getByRole("figure", { name: /^Training losses.*box loss \d/ });
  await expect(losses).toBeVisible(TRAINED);
  await page.context().setOffline(true);
  await expect
    .poll(
      async () => ((await server.request(`/api/runs/${id}`)) as { epoch: number }).epoch,
      TRAINED,
    )
    .toBeGreaterThan(1);
  await page.context().setOffline(false);
  await expect(page.getByText("Completed")).toBeVisible(TRAINED);
  await expect(page.getByText("images/s").first()).toBeVisible();

  const written = results(server, id);
  await choose(page, "Box loss", "Show as a table");
  const rows = page.getByRole("table", { name: "Values of Box loss" }).getByRole("row");
  await expect(rows).toHaveText([
    "Epochtrainingvalidation",
    ...written.map((row) => `${row.epoch}${row["train/box_loss"]}${row["val/box_loss"]}`).reverse(),
  ]);
  await page.keyboard.press("Escape");

  await choose(page, "Training losses", "Show as a table");
  const { batches } = (await server.request(`/api/runs/${id}/series`)) as {
    batches: { x: number[] };
  };
  await expect(
    page.getByRole("table", { name: /^Values of Training losses/ }).getByRole("row"),
    "each batch once, also those that came while nobody was connected",
  ).toHaveCount(1 + batches.x.length);
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
  await expectAccessible(page);

  await page.getByRole("tab", { name: "Log" }).click();
  await page.getByRole("textbox", { name: "Search the log" }).fill("epochs completed");
  await expect(page.getByRole("log").getByText(/3 epochs completed/)).toBeVisible();
  await page.getByRole("tab", { name: "Pictures" }).click();
  await expect(page.getByRole("button", { name: "val_batch0_pred.jpg" })).toBeVisible();
});

test("a long run opens whole, shows its detail where one looks closer, and is arranged", async ({
  page,
  server,
}) => {
  makeLongRun(server);
  await page.goto(`${server.url}/runs/${LONG_RUN}`);
  const losses = page.getByRole("figure", { name: /^Training losses, batch by batch/ });
  const plot = losses.getByRole("group");
  await expect(plot.locator("canvas")).toBeVisible();

  await test.step("looked at closely by dragging, and by keyboard", async () => {
    const box = await plot.locator(".u-over").boundingBox();
    if (!box) throw new Error("the plot has no place");
    const at = (epoch: number) => box.x + (box.width * epoch) / EPOCHS;
    await page.mouse.move(at(11), box.y + 50);
    await page.mouse.down();
    await page.mouse.move(at(12), box.y + 60, { steps: 5 });
    const detail = page.waitForResponse((response) =>
      /series\?.*start=1[01]\./.test(response.url()),
    );
    await page.mouse.up();
    const { batches } = (await (await detail).json()) as {
      batches: { x: number[]; rows: number; series: Record<string, number[]> };
    };
    expect(batches.rows, "every batch of the stretch is there").toBeLessThan(1200);
    expect(batches.series["loss/box_loss"]).toContain(77.125);
    await expect(page.getByText(/^Epoch 1[01](\.\d+)? to 1[12]/)).toBeVisible();
    await plot.focus();
    await page.keyboard.press("+");
    await page.keyboard.press("ArrowRight");
    await expect(losses.locator("output")).toHaveText(/^Epoch [\d.]+: box loss [\d.]+$/);
    await page.keyboard.press("0");
    await expect(page.getByText("Drag across a chart to look closer.")).toBeVisible();
  });

  await test.step("smoothed, on a logarithmic scale, saved as a picture", async () => {
    await page.getByRole("slider", { name: "Smoothing" }).focus();
    await page.keyboard.press("End");
    await losses.getByRole("button", { name: /^Logarithmic/ }).click();
    const download = page.waitForEvent("download");
    await choose(page, "Training losses", "Save as PNG");
    const picture = readFileSync(await (await download).path());
    expect(picture.subarray(1, 4).toString()).toBe("PNG");
  });

  await test.step("arranged, and found so again", async () => {
    const order = () =>
      page.getByRole("figure").evaluateAll((all) => all.map((one) => one.textContent?.slice(0, 8)));
    await choose(page, "Mean average", "Move one place back");
    await choose(page, "Mean average", "The whole width");
    await choose(page, "Images a second", "Hide");
    await expect.poll(order).toEqual(["Mean ave", "Training", "Learning"]);
    await page.reload();
    await expect.poll(order).toEqual(["Mean ave", "Training", "Learning"]);
    await expect(page.getByRole("slider", { name: "Smoothing" })).toHaveAttribute(
      "aria-valuenow",
      "0.99",
    );
    await expectAccessible(page);
    await page.getByRole("button", { name: "Charts, 1 hidden" }).click();
    await page.getByRole("menuitem", { name: "Arrange as at first" }).click();
    await expect(page.getByRole("figure")).toHaveCount(4);
  });

  await test.step("its log is searched from the end to the beginning", async () => {
    await page.getByRole("tab", { name: "Log" }).click();
    await page.getByRole("textbox", { name: "Search the log" }).fill("epoch 19 is");
    await expect(page.getByRole("log")).toHaveText(/^[\d:]+infoepoch 19 is done$/);
  });
});
