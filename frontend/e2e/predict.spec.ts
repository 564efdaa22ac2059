import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expectAccessible } from "./accessible";
import { imported, LOADED } from "./checkpointStories";
import { expect, type Server, test } from "./server";

/** How many boxes Ultralytics itself keeps at these thresholds. */
async function kept(
  server: Server,
  picture: Buffer,
  checkpoint: string,
  conf: number,
  iou: number,
) {
  const form = new FormData();
  form.append("file", new Blob([new Uint8Array(picture)]), "picture.png");
  form.append("conf", String(conf));
  form.append("iou", String(iou));
  const path = `/api/checkpoints/${checkpoint}/predict`;
  const { boxes } = (await server.request(path, { method: "POST", body: form })) as {
    boxes: unknown[];
  };
  return boxes.length;
}

test("thresholds act at once on several pictures, and what is shown is taken away", async ({
  page,
  server,
  files,
}) => {
  const checkpoint = await imported(server, join(files, "plain.pt"));
  const picture = readFileSync(join(files, "picture.png"));
  await page.goto(`${server.url}/checkpoints/${checkpoint}`);
  await page.getByLabel("Drop pictures here, or choose some").setInputFiles([
    { name: "first.png", mimeType: "image/png", buffer: picture },
    { name: "second.png", mimeType: "image/png", buffer: picture },
  ]);
  const table = page.getByRole("table", { name: "What was found" });
  const rows = table.locator("tbody tr");
  await expect(rows).toHaveCount(await kept(server, picture, checkpoint, 0.25, 0.7), LOADED);
  await page.getByRole("button", { name: "second.png" }).click();
  await expect(page.getByRole("img", { name: /^second\.png: / })).toBeVisible();

  let asked = 0;
  page.on("request", (request) => {
    if (request.url().endsWith("/predict")) asked += 1;
  });
  const iou = page.getByRole("slider", { name: "IoU" });
  await iou.focus();
  await iou.press("Home");
  await expect(iou).toHaveAttribute("aria-valuenow", "0.01");
  await expect(rows).toHaveCount(await kept(server, picture, checkpoint, 0.25, 0.01));
  expect(asked).toBe(0);

  const lefts = async () =>
    (await table.locator("tbody td:nth-child(3)").allTextContents()).map(Number);
  await page.getByRole("button", { name: "Left", exact: true }).click();
  const sorted = await lefts();
  expect(sorted).toEqual([...sorted].sort((one, other) => other - one));
  await expectAccessible(page);

  const count = await rows.count();
  for (const [button, name] of [
    ["JSON", "second.json"],
    ["CSV", "second.csv"],
    ["Picture", "second-found.png"],
  ] as const) {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: button, exact: true }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(name);
    const content = readFileSync(await download.path());
    if (button === "JSON") expect(JSON.parse(content.toString()).boxes).toHaveLength(count);
    if (button === "CSV") expect(content.toString().trim().split("\n")).toHaveLength(count + 1);
    if (button === "Picture") expect(content.subarray(1, 4).toString()).toBe("PNG");
  }
});

test("a folder on the server and a video are looked at in the background", async ({
  page,
  server,
  files,
}) => {
  const folder = join(files, "some");
  mkdirSync(folder);
  for (const name of ["a.png", "b.png"]) cpSync(join(files, "picture.png"), join(folder, name));
  const checkpoint = await imported(server, join(files, "plain.pt"));
  await page.goto(`${server.url}/checkpoints/${checkpoint}`);
  await page.getByRole("textbox", { name: "A folder or a video on the server" }).fill(folder);
  await page.getByRole("button", { name: "Look", exact: true }).click();
  const batch = page.getByRole("status", { name: "Batch" });
  await expect(batch).toHaveText("2 pictures", LOADED);
  await expect(page.getByRole("img", { name: /^a\.png: \d+ box/ })).toBeVisible();
  await page.getByRole("button", { name: "b.png" }).click();
  await expect(page.getByRole("img", { name: /^b\.png: \d+ box/ })).toBeVisible();

  await page.locator('input[accept="video/*"]').setInputFiles(join(files, "video.mp4"));
  await expect(batch).toHaveText("12 frames", LOADED);
  const results = page.getByRole("table", { name: "Results" });
  await expect(results.locator("tbody tr")).toHaveCount(12);
  await expect(results.getByRole("row", { name: /^frame 11 0:01\.10/ })).toBeVisible();
  const video = page.getByLabel("video.mp4 with what was found");
  await expect(video).toBeVisible();
  const csv = await page.getByRole("link", { name: "CSV" }).getAttribute("href");
  expect((await page.request.get(new URL(csv ?? "", server.url).href)).status()).toBe(200);
  await expectAccessible(page, "the page", { without: ["video-caption"] });

  await page.getByRole("button", { name: "Delete video.mp4" }).click();
  await expect(page.getByRole("button", { name: "Delete video.mp4" })).toHaveCount(0);
});
