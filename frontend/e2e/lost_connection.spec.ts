import { choose } from "./chartStories";
import { bringDigits, LONG_MS, SMALL, startRun } from "./digitStories";
import { expect, test } from "./line";
import { deleteRuns, writeRun } from "./madeRuns";

test("a run goes on while nobody is connected, and the page then shows all of it", async ({
  page,
  server,
  line,
}) => {
  await bringDigits(server);
  const id = await startRun(server, { ...SMALL, epochs: 4, fraction: 0.1 });
  const watching = await page.context().newPage();
  await watching.goto(`${line.url}/runs/${id}`);
  const losses = watching.getByRole("figure", { name: /^Training losses.*box loss \d/ });
  await expect(losses).toBeVisible({ timeout: LONG_MS });
  const bar = watching.getByRole("contentinfo");
  await expect(bar).toContainText("processor");

  line.cut();
  await expect(bar).toContainText("Events: reconnecting");
  await expect(bar, "what was known of the server is not shown as if it held").not.toContainText(
    "processor",
  );
  const { epoch } = (await server.request(`/api/runs/${id}`)) as { epoch: number };
  expect(epoch, "the line was cut in the middle").toBeLessThan(4);
  await expect
    .poll(async () => (await server.request(`/api/runs/${id}`)) as object, { timeout: LONG_MS })
    .toMatchObject({ status: "completed" });
  await expect(watching.getByText("Completed")).toHaveCount(0);

  line.mend();
  await expect(watching.getByText("Completed")).toBeVisible();
  await expect(bar).toContainText("Events: live");
  await expect(bar).toContainText("processor");
  await choose(watching, "Training losses", "Show as a table");
  const { batches } = (await server.request(`/api/runs/${id}/series`)) as {
    batches: { x: number[] };
  };
  await expect(
    watching.getByRole("table", { name: /^Values of Training losses/ }).getByRole("row"),
    "each batch once, also those that came while nobody was connected",
  ).toHaveCount(1 + batches.x.length);
});

test("what is being written of a run stays while the server cannot be reached", async ({
  page,
  server,
  line,
}) => {
  const id = "20260302T000000Z-0e0e0e";
  const told = [
    { type: "run.status", status: "queued" },
    { type: "run.status", status: "completed" },
  ];
  await writeRun(server, id, { architecture: "tiny", dataset: "digits", args: {} }, told);
  const watching = await page.context().newPage();
  await watching.goto(`${line.url}/runs/${id}`);
  await watching.getByRole("button", { name: "Tags and note" }).click();
  const note = watching.getByRole("textbox", { name: "Note" });
  await note.fill("too hot");
  let failed = 0;
  watching.on("requestfailed", (request) => {
    failed += Number(request.url().endsWith(`/api/runs/${id}`));
  });
  line.cut();
  await expect(async () => {
    await watching.evaluate(() => window.dispatchEvent(new Event("visibilitychange")));
    expect(failed, "the page has looked at the run again, and given up").toBeGreaterThan(2);
  }).toPass({ intervals: [1000] });
  await watching.waitForTimeout(500); // what the page makes of it
  await expect(note).toHaveValue("too hot");
  line.mend();
  await watching.getByRole("button", { name: "Save" }).click();
  await expect(watching.getByRole("dialog")).toHaveCount(0);
  expect(await server.request(`/api/runs/${id}`)).toMatchObject({ note: "too hot" });
  await deleteRuns(server, [id]);
});
