import { expectAccessible } from "./accessible";
import { ARCHITECTURE, bringDigits, LONG_MS, SMALL, startRun } from "./digitStories";
import { expect, test } from "./server";

test.beforeAll(({ server }) => bringDigits(server));

test("a run is stopped, resumed, extended, and tells what made it; its snapshot is a checkpoint", async ({
  page,
  server,
}) => {
  const elsewhere = await page.context().newPage();
  await elsewhere.goto(`${server.url}/checkpoints`);
  await expect(elsewhere.getByRole("button", { name: "Import", exact: true })).toBeVisible();
  const args = { ...SMALL, epochs: 3, fraction: 0.4 };
  const id = await startRun(server, args, { snapshots: [1] });
  await page.goto(`${server.url}/runs/${id}`);
  await expect(page.getByRole("figure", { name: /box loss \d/ })).toBeVisible({ timeout: LONG_MS });
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await expect(page.getByText("Stopped", { exact: true })).toBeVisible({ timeout: LONG_MS });
  const listed = elsewhere.locator(`a[href="/checkpoints/${id}:last"]`);
  await expect(listed, "a list that was open before shows it").toBeVisible();
  await elsewhere.close();
  await page.getByRole("button", { name: "Resume" }).click();
  await expect(page.getByText("Completed")).toBeVisible({ timeout: LONG_MS });
  await expect(page.getByText("3 / 3")).toBeVisible();

  await page.getByRole("button", { name: "Extend" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("The learning rate follows the schedule of 13 epochs");
  await dialog.getByRole("textbox", { name: "More epochs" }).fill("1");
  await dialog.getByRole("button", { name: "Extend" }).click();
  await expect(page.getByText("4 / 4")).toBeVisible({ timeout: LONG_MS });
  await expect(page.getByText("Completed")).toBeVisible({ timeout: LONG_MS });
  await expect(page.getByRole("region", { name: "Progress" })).toContainText("extended from 3");
  await page.getByRole("tab", { name: "Configuration" }).click();
  const manifest = page.getByRole("region", { name: "Manifest" });
  await expect(manifest).toContainText("ultralytics 8");
  await expect(manifest).toContainText("SHA-256");
  await expectAccessible(page);
  await page.goto(`${server.url}/checkpoints/${id}:epoch1`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("epoch1");
});

test("runs that wait are moved, the queue is paused and goes on, and one is tried again", async ({
  page,
  server,
}) => {
  await server.request("/api/queue", {
    method: "PATCH",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ paused: true }),
  });
  const [first, second] = [await startRun(server), await startRun(server)];
  await page.goto(`${server.url}/runs`);
  const queue = page.getByRole("region", { name: "Queue" });
  await expect(queue).toContainText("Paused");
  await expect(queue.getByRole("listitem")).toHaveCount(2);
  await queue
    .getByRole("button", { name: /to the front/ })
    .last()
    .click();
  await expect(queue.getByRole("link").first()).toHaveAttribute("href", `/runs/${second}`);
  await expectAccessible(page);
  for (const id of [first, second]) {
    await server.request(`/api/runs/${id}/stop`, { method: "POST" });
  }
  await expect(queue.getByRole("listitem")).toHaveCount(0);

  await page.goto(`${server.url}/runs/${first}`);
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Run the same again" }).click();
  await expect(page.getByText("waits in the queue, place 1")).toBeVisible();
  const again = new URL(page.url()).pathname;
  expect(again).not.toContain(first);
  await page.getByRole("link", { name: "Dashboard", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Running and queued" })).toBeVisible();
  await page.locator(`a[href="${again}"]`).first().click();
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await expect(page.getByText("Stopped", { exact: true })).toBeVisible();

  await page.getByRole("link", { name: "Train Designer", exact: true }).click();
  await queue.getByRole("button", { name: "Go on" }).click();
  await expect(queue).toHaveCount(0);
});

test("a run is stopped by force; a sweep like it is made, ranks its runs and is stopped", async ({
  page,
  server,
}) => {
  const like = await startRun(server);
  await page.goto(`${server.url}/runs/${like}`);
  await page.getByRole("button", { name: "More ways to stop" }).click();
  await page.getByRole("menuitem", { name: /^Force stop/ }).click();
  await expect(page.getByText("Stopped", { exact: true })).toBeVisible();
  await page.goto(`${server.url}/runs/new?from=${like}`);
  await page.getByRole("button", { name: "Sweep" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Grid", { exact: true }).click();
  const values = dialog.getByRole("textbox", { name: "Values of lr0" });
  await values.fill("0.01 to 0.1");
  await expect(dialog).toContainText("A grid needs values");
  await values.fill("0.001, 0.01, 0.02, 0.03, 0.04");
  await expect(dialog.getByRole("status")).toContainText("5 runs");
  await dialog.getByRole("button", { name: "Start the sweep" }).click();
  await expect(page).toHaveURL(/\/sweeps\/\d{8}T\d{6}Z-/);
  const board = page.getByRole("table", { name: "Leaderboard" });
  await expect(board.getByText("Completed").first()).toBeVisible({ timeout: LONG_MS });
  await expect(board.getByRole("link", { name: "Run 1", exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Stop the sweep" }).click();
  await expect(page.getByRole("button", { name: "Go on" })).toBeVisible({ timeout: LONG_MS });
  await expectAccessible(page);
  await page.getByRole("link", { name: "All sweeps" }).click();
  await expect(page.getByRole("table", { name: "Sweeps" })).toContainText(ARCHITECTURE);
});
