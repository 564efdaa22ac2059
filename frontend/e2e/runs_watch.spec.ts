import { readFileSync } from "node:fs";
import { expectAccessible } from "./accessible";
import { choose } from "./chartStories";
import { writeRun } from "./madeRuns";
import { expect, type Server, test } from "./server";

/** A long run is looked at when it is over; the story of `runs.spec.ts` watches one as it learns. */

const LONG_RUN = "20260301T000000Z-aaaaaa";
const BATCHES = 1000;
const EPOCHS = 30;

/** Thirty thousand batches, as a worker would have told them; one of them stands out. */
function makeLongRun(server: Server): Promise<void> {
  const told: object[] = [{ type: "run.status", status: "running" }];
  const facts = { images: 16_000, device: "cpu", parameters: 1, losses: [] };
  told.push({ type: "run.start", epochs: EPOCHS, batches: BATCHES, ...facts });
  for (let epoch = 1; epoch <= EPOCHS; epoch++) {
    for (let batch = 1; batch <= BATCHES; batch++) {
      const loss = epoch === 12 && batch === 345 ? 77.125 : 3 / epoch;
      const rest = { lr: { pg0: 0.01 }, eta: 1, speed: 100 };
      told.push({ type: "run.batch", epoch, batch, losses: { box_loss: loss }, ...rest });
    }
    const metrics = { "metrics/mAP50(B)": epoch / EPOCHS, "metrics/mAP50-95(B)": 0.1 };
    told.push({ type: "run.epoch", epoch, epochs: EPOCHS, metrics, best: true, seconds: 1 });
    const said = [
      "a long line ".repeat(100),
      ...Array(14).fill("a line"),
      `epoch ${epoch} is done`,
    ];
    for (const message of said) told.push({ type: "run.log", level: "info", message });
  }
  told.push({ type: "run.status", status: "completed" });
  const asked = { architecture: "digits-compact", dataset: "digits", args: { epochs: EPOCHS } };
  return writeRun(server, LONG_RUN, asked, told);
}

test("a long run opens whole, shows its detail where one looks closer, and is arranged", async ({
  page,
  server,
}) => {
  await makeLongRun(server);
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

    // What is under the pointer is told in all charts.
    await page.mouse.move(at(5), box.y + 50);
    const scores = page.getByRole("figure", { name: /^Mean average precision/ });
    await expect(scores).toContainText(/Epoch\s*5(?![\d.])/);
    await page.mouse.move(at(13), box.y + 50);
    await expect(scores).toContainText(/Epoch\s*13(?![\d.])/);
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
    const last = page.getByRole("log").getByText(`epoch ${EPOCHS} is done`);
    await expect(last).toBeInViewport();
    await page.getByRole("log").hover();
    await page.mouse.wheel(0, -2000);
    const follow = page.getByRole("switch", { name: "Follow" });
    await expect(follow).not.toBeChecked();
    await expect(last).not.toBeInViewport();
    await follow.press("Space");
    await expect(last).toBeInViewport();
    await page.getByRole("textbox", { name: "Search the log" }).fill("epoch 19 is");
    await expect(page.getByRole("log")).toHaveText(/^[\d:]+infoepoch 19 is done$/);
  });
});
