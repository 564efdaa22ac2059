import { row, rows, saveArchitecture } from "./designerStories";
import { expect, test } from "./server";

/** One leaves the Model Designer in the middle of the work. */

test("what is not saved, and its history, are there when one comes back", async ({
  page,
  server,
}) => {
  await saveArchitecture(server, "kept");
  await page.goto(`${server.url}/architectures/kept`);
  await row(page, 1, "Conv").click();
  await page.keyboard.press("Delete");
  await expect(rows(page)).toHaveCount(5);
  await page.getByRole("link", { name: "Model Designer" }).click();
  await page.getByRole("link", { name: "kept", exact: true }).click();
  await expect(rows(page)).toHaveCount(5);
  await page.keyboard.press("Control+z");
  await expect(rows(page)).toHaveCount(6);
  await row(page, 1, "Conv").click();
  await page.route("**/api/architectures/edit", () => undefined, { times: 1 }); // never answered
  await page.keyboard.press("Delete");
  await expect(rows(page)).toHaveCount(5);
  await page.reload();
  await expect(rows(page)).toHaveCount(5);
  await expect(page.getByText("Unsaved changes")).toBeVisible();
});

test("one leaves while an edit is on its way, and is not held back by its answer", async ({
  page,
  server,
}) => {
  await saveArchitecture(server, "left");
  let leave = () => {};
  const left = new Promise<void>((done) => {
    leave = done;
  });
  await page.route("**/api/architectures/edit", async (route) => {
    await left;
    await route.continue();
  });
  const answered = page.waitForResponse("**/api/architectures/edit");
  await page.route("**/ArchitecturesPage-*.js", async (route) => {
    await answered;
    await page.waitForTimeout(300); // the answer is drawn
    await route.continue();
  });
  await page.goto(`${server.url}/architectures/left`);
  await row(page, 1, "Conv").click();
  await page.keyboard.press("Delete");
  await expect(rows(page)).toHaveCount(5);
  await page.getByRole("link", { name: "Model Designer" }).click();
  leave();
  await expect(page.getByRole("link", { name: "left", exact: true })).toBeVisible();
  await expect(page).toHaveURL(`${server.url}/architectures`);
});

test("one leaves while a rename is on its way, and undoes it from elsewhere", async ({
  page,
  server,
}) => {
  await saveArchitecture(server, "old_name");
  let leave = () => {};
  const left = new Promise<void>((done) => {
    leave = done;
  });
  await page.route("**/api/architectures/new_name", async (route) => {
    await left;
    await route.continue();
  });
  await page.goto(`${server.url}/architectures/old_name`);
  await expect(rows(page)).toHaveCount(6);
  await page.keyboard.press("F2");
  await page.getByLabel("New name").fill("new_name");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "Train Designer" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Train Designer");
  leave();
  await expect(page.getByText("Renamed old_name to new_name")).toBeVisible();
  await expect(page).toHaveURL(/\/runs$/);
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(async () => {
    const listed = await (await page.request.get(`${server.url}/api/architectures`)).text();
    expect(listed).toContain('"old_name"');
    expect(listed).not.toContain('"new_name"');
  }).toPass();
  await expect(page).toHaveURL(/\/runs$/);
});
