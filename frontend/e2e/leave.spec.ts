import { join } from "node:path";
import type { Page, Request } from "@playwright/test";
import { imported, LOADED } from "./checkpointStories";
import { ARCHITECTURE, bringDigits, LONG_MS } from "./digitStories";
import { deleteRuns, writeRun } from "./madeRuns";
import { expect, test } from "./server";

/** One leaves before an answer comes. It does not lead anywhere, and leaves the address alone. */

/** Holds the next such answer back; gives what lets it come, and waits until the page has made of it what it does. */
async function held(page: Page, method: string, path: string, body?: object, status = 201) {
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
      if (body) await route.fulfill({ status, json: body });
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

/** What is asked in a dialog, or by a button, that leads to what was made. */
interface Asked {
  what: string;
  path: string;
  ask: (page: Page) => Promise<void>;
  /** The page where it is asked. */
  at: string;
  made: object;
  told: string;
}

const RUN = "20260301T000000Z-1eaf01";
const FORM = `/runs/new?architecture=${ARCHITECTURE}&dataset=digits`;
const press = (page: Page, name: string) =>
  page.getByRole("button", { name, exact: true }).click({ timeout: LONG_MS });

const ASKED: Asked[] = [
  {
    what: "a data set is derived",
    path: "/api/datasets/digits/derive",
    at: "/datasets/digits",
    ask: async (page) => {
      await press(page, "New set from it");
      await press(page, "Make the data set");
    },
    made: { name: "digits-2" },
    told: "digits-2 is in the list of data sets",
  },
  {
    what: "a checkpoint is imported",
    path: "/api/checkpoints/import",
    at: "/checkpoints",
    ask: async (page) => {
      await press(page, "Import");
      await page.getByLabel("Or a file on the server").fill("/weights/best.pt");
      await page.getByRole("dialog").getByRole("button", { name: "Import", exact: true }).click();
    },
    made: { id: "imported", name: "best" },
    told: "best is in the list of checkpoints",
  },
  {
    what: "a sweep is made",
    path: "/api/sweeps",
    at: FORM,
    ask: async (page) => {
      await press(page, "Sweep");
      await press(page, "Start the sweep");
    },
    made: { id: "20260301T000000Z-5eee00" },
    told: "The sweep is in the list of sweeps",
  },
  {
    what: "a run is begun again",
    path: `/api/runs/${RUN}/retry`,
    at: `/runs/${RUN}`,
    ask: async (page) => {
      await press(page, "More actions");
      await page.getByRole("menuitem", { name: "Run the same again" }).click();
    },
    made: { id: "20260301T000000Z-1eaf02" },
    told: "The run is in the list of runs",
  },
];

test.describe("asked for, and left", () => {
  test.beforeAll(async ({ server }) => {
    await bringDigits(server);
    const asked = { architecture: ARCHITECTURE, scale: "n", dataset: "digits", args: {} };
    await writeRun(server, RUN, asked, [{ type: "run.status", status: "completed" }]);
  });
  test.afterAll(({ server }) => deleteRuns(server, [RUN]));

  const REFUSED = {
    title: "The disk of the workspace is full",
    status: 507,
    detail: "Free some room.",
  };

  for (const { what, path, at, ask, made, told } of ASKED) {
    test(`one leaves while ${what}, and is told how it ended where one has gone`, async ({
      page,
      server,
    }) => {
      for (const [answer, status] of [
        [made, 201],
        [REFUSED, REFUSED.status],
      ] as const) {
        await page.goto(server.url + at);
        const come = await held(page, "POST", path, answer, status);
        const sent = page.waitForRequest((request) => new URL(request.url()).pathname === path);
        await ask(page);
        await sent;
        await page.keyboard.press("Escape");
        await page.getByRole("link", { name: "Module Designer", exact: true }).click();
        await expect(page.getByRole("heading", { level: 1 })).toHaveText("Module Designer");
        const left = page.url();
        await come();
        expect(page.url()).toBe(left);
        const notice = page.getByRole("alert");
        await expect(notice).toContainText(status < 400 ? told : REFUSED.title);
        await expect(notice, "once").toHaveCount(1);
      }
    });
  }
});
