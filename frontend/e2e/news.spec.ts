import { join } from "node:path";
import type { Page } from "@playwright/test";
import { imported } from "./checkpointStories";
import { ARCHITECTURE, bringDigits, startRun } from "./digitStories";
import { deleteRuns, writeRun } from "./madeRuns";
import { expect, type Server, test } from "./server";

/** News is told while an answer from before it is on its way. */

const RUN = "20260301T000000Z-0de001";

const PAGES = [
  {
    what: "an import ended",
    address: "/datasets/digits",
    asked: "/api/datasets/digits",
    before: { status: "importing" },
    old: "Importing",
    now: "810 pictures",
  },
  {
    what: "a run ended",
    address: `/runs/${RUN}`,
    asked: `/api/runs/${RUN}`,
    before: { status: "running" },
    old: "Running",
    now: "Completed",
  },
] as const;

test.beforeAll(async ({ server }) => {
  await bringDigits(server);
  const asked = { architecture: ARCHITECTURE, scale: "n", dataset: "digits", args: {} };
  await writeRun(server, RUN, asked, [{ type: "run.status", status: "completed" }]);
});
test.afterAll(({ server }) => deleteRuns(server, [RUN]));

/** The first time that a path is asked for, the answer is what was true before, once `told` is; later ones are true. */
async function answerFirst(page: Page, server: Server, asked: string, before: object) {
  const now = (await server.request(asked)) as object;
  let answered = false;
  let come = () => {};
  const told = new Promise<void>((done) => {
    come = done;
  });
  await page.route(
    (url) => url.pathname === asked,
    async (route) => {
      if (answered) return route.fallback();
      answered = true;
      await told;
      await route.fulfill({ json: { ...now, ...before } });
    },
  );
  return come;
}

for (const { what, address, asked, before, old, now } of PAGES) {
  test(`${what} before the page's events were there`, async ({ page, server }) => {
    let open = () => {};
    const seen = new Promise<void>((done) => {
      open = done;
    });
    await page.route(
      (url) => url.pathname === "/api/events",
      async (route) => {
        await seen;
        await route.continue();
      },
    );
    const come = await answerFirst(page, server, asked, before);
    come();
    await page.goto(server.url + address);
    await expect(page.getByText(old, { exact: true }).first()).toBeVisible();
    open();
    await expect(page.getByText(now, { exact: true }).first()).toBeVisible();
  });

  test(`${what} while the answer was on its way`, async ({ page, server }) => {
    const come = await answerFirst(page, server, asked, before);
    await page.goto(server.url + address);
    await expect(page.getByText("Events: live")).toBeVisible();
    await page.waitForTimeout(500); // what it told first is taken
    come();
    await expect(page.getByText(now, { exact: true }).first()).toBeVisible();
  });
}

test("the last run of a sweep is refused: no run tells of its end", async ({ page, server }) => {
  const id = "20260301T000000Z-5eee01";
  const run = { architecture: ARCHITECTURE, dataset: "digits", args: {} };
  const vary = { lr0: { values: [0.1] } };
  const sweep = {
    id,
    created: "2026-03-01T00:00:00Z",
    request: { name: "in vain", run, method: "grid", vary, trials: 1, metric: null, seed: 0 },
    status: "running",
    trials: 1,
    done: 0,
    metric: null,
    best: null,
    results: [],
  };
  let over = false;
  const refused = { number: 1, run: null, args: {}, status: "failed", error: "No such argument" };
  const end = { status: "completed", done: 1, results: [refused] };
  await page.route(`${server.url}/api/sweeps/${id}`, (route) =>
    route.fulfill({ json: over ? { ...sweep, ...end } : sweep }),
  );
  await page.goto(`${server.url}/sweeps/${id}`);
  await expect(page.getByText("Running", { exact: true })).toBeVisible();
  over = true;
  await expect(page.getByText("Completed", { exact: true })).toBeVisible();
  await expect(page.getByRole("row", { name: /^1 Failed No such argument – –$/ })).toBeVisible();
});

test("weights of a run are looked at anew when it has written them", async ({
  page,
  server,
  files,
}) => {
  const like = await imported(server, join(files, "plain.pt"));
  const detail = (await server.request(`/api/checkpoints/${like}`)) as object;
  await pauseQueue(server, true);
  const run = await startRun(server);
  const id = `${run}:best`;
  let epoch = 1;
  await page.route(
    (url) => decodeURIComponent(url.pathname) === `/api/checkpoints/${id}`,
    (route) => route.fulfill({ json: { ...detail, id, run, weights: "best", epoch } }),
  );
  await page.goto(`${server.url}/checkpoints/${id}`);
  await expect(page.getByText("after 1 epoch", { exact: true })).toBeVisible();
  await expect(page.getByText("Events: live")).toBeVisible();
  epoch = 5;
  await server.request(`/api/runs/${run}/stop`, { method: "POST" });
  await expect(page.getByText("after 5 epochs")).toBeVisible();
  await pauseQueue(server, false);
});

async function pauseQueue(server: Server, paused: boolean): Promise<void> {
  await server.request("/api/queue", {
    method: "PATCH",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ paused }),
  });
}
