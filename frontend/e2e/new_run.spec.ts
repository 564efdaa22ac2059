import { bringDigits } from "./digitStories";
import { deleteRuns, writeRun } from "./madeRuns";
import { expect, test } from "./server";

const ASKED = { architecture: "digits-compact", dataset: "digits", args: { epochs: 7 } };
const TOLD = [
  { type: "run.status", status: "queued" },
  { type: "run.status", status: "completed" },
];

test.beforeAll(({ server }) => bringDigits(server));

test("a form goes on though the run that it began with is deleted", async ({ page, server }) => {
  const id = "20260301T000000Z-0f0f0f";
  await writeRun(server, id, ASKED, TOLD);
  await page.goto(`${server.url}/runs/new?like=${id}`);
  const epochs = page.getByRole("textbox", { name: "epochs", exact: true });
  await expect(epochs).toHaveValue("7");
  await epochs.fill("9");
  await deleteRuns(server, [id]);
  let asked = 0;
  page.on("response", (response) => {
    if (response.url().endsWith(`/api/runs/${id}`)) asked += Number(response.status() === 404);
  });
  await expect(async () => {
    await page.evaluate(() => window.dispatchEvent(new Event("visibilitychange")));
    expect(asked, "the page has looked at the run again").toBeGreaterThan(0);
  }).toPass({ intervals: [1000] });
  await page.waitForTimeout(500); // what the page makes of the answer
  await expect(epochs).toHaveValue("9");
});

test("a run is started once, however often the keys are pressed", async ({ page, server }) => {
  let asked = 0;
  let answer = () => {};
  const answered = new Promise<void>((done) => {
    answer = done;
  });
  await page.route("**/api/runs", async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    asked += 1;
    await answered;
    await route.fulfill({ status: 409, json: { title: "Enough", status: 409 } });
  });
  await page.goto(`${server.url}/runs/new?architecture=digits-compact&dataset=digits`);
  await expect(page.getByRole("button", { name: "Start", exact: true })).toBeEnabled();
  // Twice in a moment: nothing is drawn in between.
  await page.evaluate(() => {
    const enter = { key: "Enter", ctrlKey: true, bubbles: true };
    for (let times = 0; times < 2; times++)
      document.body.dispatchEvent(new KeyboardEvent("keydown", enter));
  });
  await page.keyboard.down("Control");
  await page.keyboard.down("Enter");
  await page.keyboard.down("Enter"); // held, it repeats
  await page.keyboard.up("Enter");
  await expect.poll(() => asked).toBe(1);
  await page.keyboard.press("Enter");
  await page.keyboard.up("Control");
  await page.waitForTimeout(300);
  expect(asked).toBe(1);
  answer();
  await expect(page.getByText("Enough")).toBeVisible();
});

test("what was typed is there for who comes back, and a link begins anew", async ({
  page,
  server,
}) => {
  const epochs = page.getByRole("textbox", { name: "epochs", exact: true });
  const logger = page.getByRole("checkbox", { name: "TensorBoard" });
  const kept = page.getByRole("textbox", { name: "Keep the weights of these epochs" });
  await page.goto(`${server.url}/runs`);
  await page.getByRole("link", { name: "New run" }).first().click();
  await page.getByRole("combobox", { name: "Data set" }).click();
  await page.getByRole("option", { name: "digits" }).click();
  await epochs.fill("7");
  await page.locator("summary", { hasText: /^Loggers/ }).click();
  await logger.check();
  await page.locator("summary", { hasText: /^Snapshots/ }).click();
  await kept.fill("2, 5");
  await page.getByRole("link", { name: "Open the data set" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("digits");

  await page.goBack();
  await expect(epochs).toHaveValue("7");
  await expect(logger).toBeChecked();
  await expect(kept).toHaveValue("2, 5");
  await page.reload();
  await expect(epochs).toHaveValue("7");

  await page.getByRole("button", { name: "Reset 1" }).click();
  await expect(epochs).toHaveValue("");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(epochs).toHaveValue("7");

  await page.getByRole("link", { name: "Train Designer", exact: true }).click();
  await page.getByRole("link", { name: "New run" }).first().click();
  await expect(epochs).toHaveValue("");
});
