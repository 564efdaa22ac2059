import { join } from "node:path";
import type { Page, Request } from "@playwright/test";
import { imported, LOADED } from "./checkpointStories";
import { ARCHITECTURE, bringDigits, LONG_MS } from "./digitStories";
import { deleteRuns, writeRun } from "./madeRuns";
import { expect, test } from "./server";

/** One leaves before an answer comes. It does not lead anywhere, and leaves the address alone. */

/** Holds the next such answer back; gives what lets it come, and waits until the page has made of it what it does. */
async function held(page: Page, method: string, path: string, body?: object) {
  let release = () => {};
  const released = new Promise<void>((done) => {
    release = done;
  });
  const isIt = (request: Request) =>
    request.method() === method && new URL(request.url()).pathname === path;
  await page.route(
    (url) => url.pathname === path,
    async (route) => {
      if (!isIt(route.request())) return route.fallback();
      await released;
      if (body) await route.fulfill({ status: 201, json: body });
      else await route.continue();
    },
  );
  return async () => {
    const answered = page.waitForEvent("requestfinished", { predicate: isIt, ...LOADED });
    release();
    await answered;
    await page.waitForTimeout(500); // where it would lead is drawn
  };
}

test("one leaves while a video is sent, for another tab and for another page", async ({
  page,
  server,
  files,
}) => {
  const checkpoint = await imported(server, join(files, "plain.pt"));
  const address = `${server.url}/checkpoints/${checkpoint}`;
  const batches = `/api/checkpoints/${checkpoint}/batches`;
  const send = () =>
    page.locator('input[accept="video/*"]').setInputFiles(join(files, "video.mp4"));

  for (const leave of ["Layers", "Datasets"]) {
    const answer = await held(page, "POST", batches);
    await page.goto(address);
    const asks = page.waitForRequest(
      (request) => request.url().endsWith(batches) && request.method() === "POST",
    );
    await send();
    await asks;
    const role = leave === "Layers" ? "tab" : "link";
    await page.getByRole(role, { name: leave, exact: true }).click();
    const left = leave === "Layers" ? `${address}?tab=layers` : `${server.url}/datasets`;
    await expect(page).toHaveURL(left);
    await answer();
    expect(page.url()).toBe(left);
  }
  await page.goto(address);
  const looked = page.getByRole("status").filter({ hasText: /^12 frames$/ });
  await expect(looked, "both were looked at").toHaveCount(2, LOADED);
});

test("one leaves while a checkpoint is being deleted, and is not led to the list", async ({
  page,
  server,
  files,
}) => {
  const checkpoint = await imported(server, join(files, "plain.pt"));
  const answer = await held(page, "DELETE", `/api/checkpoints/${checkpoint}`);
  await page.goto(`${server.url}/checkpoints/${checkpoint}`);
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Delete this checkpoint?" });
  await dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "Datasets", exact: true }).click();
  await expect(page).toHaveURL(`${server.url}/datasets`);
  await answer();
  expect(page.url()).toBe(`${server.url}/datasets`);
});

test("one leaves while a run is being created, and stays where one has gone", async ({
  page,
  server,
}) => {
  await bringDigits(server);
  // The answer tells of a run that nobody trains.
  const id = "20260301T000000Z-1eaf00";
  const asked = { architecture: ARCHITECTURE, scale: "n", dataset: "digits", args: {} };
  await writeRun(server, id, asked, [{ type: "run.status", status: "completed" }]);
  const run = (await server.request(`/api/runs/${id}`)) as object;
  const answer = await held(page, "POST", "/api/runs", run);

  await page.goto(`${server.url}/runs/new?architecture=${ARCHITECTURE}&dataset=digits`);
  const start = page.getByRole("button", { name: "Start", exact: true });
  await expect(start).toBeEnabled({ timeout: LONG_MS });
  await start.click();
  await page.getByRole("link", { name: "Datasets", exact: true }).click();
  await page.getByRole("button", { name: "Import", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Import a data set" });
  await expect(dialog).toBeVisible();
  const address = page.url();
  await answer();
  expect(page.url()).toBe(address);
  await expect(dialog).toBeVisible();
  await expect(page.getByText("The run is in the list of runs")).toBeVisible();
  await deleteRuns(server, [id]);
});
