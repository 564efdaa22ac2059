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
