import { deleteRuns, writeRun } from "./madeRuns";
import { expect, test } from "./server";

const RUN = "20260301T000000Z-cccccc";

/** Fields whose text stands in the address: one that looks through a list, one that asks the server. */
const FIELDS = [
  ["architectures", "Search architectures"],
  ["log", "Search the log"],
] as const;

for (const [place, label] of FIELDS) {
  test(`${label}: letters stay where they are typed, and the address follows`, async ({
    page,
    server,
  }) => {
    await page.goto(`${server.url}/${place}`);
    const field = page.getByRole("textbox", { name: label });
    const caret = () => field.evaluate((input: HTMLInputElement) => input.selectionStart);
    await field.fill("yolo seg");
    await expect(page).toHaveURL(/\?q=yolo\+seg$/);
    await field.press("Home");
    for (const _ of "yolo") await field.press("ArrowRight");
    await page.keyboard.type("11");
    await expect(field).toHaveValue("yolo11 seg");
    expect(await caret()).toBe(6);
    await expect(page).toHaveURL(/\?q=yolo11\+seg$/);
    await expect(field).toHaveValue("yolo11 seg");
    expect(await caret()).toBe(6);
    await page.reload();
    await expect(field).toHaveValue("yolo11 seg");
  });
}

test("runs are found while one types, and a page is reached that one goes to just after it", async ({
  page,
  server,
}) => {
  const told = [{ type: "run.status", status: "completed" }];
  await writeRun(server, RUN, { architecture: "owls", dataset: "digits", args: {} }, told);
  await page.goto(`${server.url}/runs`);
  const field = page.getByRole("textbox", { name: "Search runs" });
  const run = page.getByRole("row", { name: /owls/ });
  await expect(run).toBeVisible();
  await field.fill("larks");
  await expect(run).toBeHidden();

  await page.route(/\/assets\/DatasetsPage-.*\.js$/, async (route) => {
    await page.waitForTimeout(600); // the field waits less
    await route.continue();
  });
  await field.fill("owls");
  await page.getByRole("link", { name: "Datasets", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Datasets" })).toBeVisible();
  await deleteRuns(server, [RUN]);
});
