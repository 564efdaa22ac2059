import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Download, Locator, Page } from "@playwright/test";
import { expectAccessible } from "./accessible";
import { boxOf, centreOf, row, rows, save, saveArchitecture, TINY } from "./designerStories";
import { expect, test } from "./server";

// The first inspection starts the engine, which may take a while on a busy machine.
test.beforeAll(async ({ server }) => {
  await server.request("/api/modules");
});

async function dragBy(page: Page, target: Locator, dx: number, dy: number): Promise<void> {
  const { x, y } = await centreOf(target);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + dx / 2, y + dy / 2);
  await page.mouse.move(x + dx, y + dy);
  await page.mouse.up();
}

/** Where a row stands in the drawing, whatever part of it is in view. */
async function placeOf(page: Page, index: number): Promise<{ x: number; y: number }> {
  const node = page.locator(`[data-id="n${index}"]`);
  return node.evaluate((element: HTMLElement) => {
    const { m41, m42 } = new DOMMatrix(element.style.transform);
    return { x: m41, y: m42 };
  });
}

async function textOf(download: Promise<Download>): Promise<string> {
  return readFileSync(await (await download).path(), "utf8");
}

test("strides stand behind the rows as bands, and a mismatch is seen as two", async ({
  page,
  server,
}) => {
  await saveArchitecture(
    server,
    "bands",
    TINY.replace("[[-1, 1], 1, Concat", "[[-1, 2], 1, Concat"),
  );
  await page.goto(`${server.url}/architectures/bands`);
  for (const level of ["P1", "P2", "P3"]) {
    await expect(page.locator(`[data-level="${level}"]`).first()).toBeAttached();
  }
  // Row 3 doubles the size of row 2: the inputs of the failing Concat come out of two bands.
  await expect(row(page, 4, "Concat").locator("[data-errors]")).toBeVisible();
  await expect(row(page, 3, "nn.Upsample")).toContainText("P2");
  await expect(row(page, 2, "Conv")).toContainText("P3");
});

test("a connection shows the shape of its tensor under the pointer", async ({ page, server }) => {
  await saveArchitecture(server, "hovered");
  await page.goto(`${server.url}/architectures/hovered`);
  await expect(row(page, 0, "Conv")).toContainText("16×320×320");
  const above = await boxOf(row(page, 0, "Conv"));
  const below = await boxOf(row(page, 1, "Conv"));
  const middle = (above.y + above.height + below.y) / 2;
  await page.mouse.move(above.x + above.width / 2, middle);
  await expect(page.locator(".react-flow__edgelabel-renderer")).toContainText("16×320×320");
});

test("ELK arranges the rows in layers, the head below the backbone", async ({ page, server }) => {
  await saveArchitecture(server, "layered");
  await page.goto(`${server.url}/architectures/layered`);
  await expect(rows(page)).toHaveCount(6);
  const beside = await placeOf(page, 3);
  expect(beside.y).toBe(0);
  await page.getByLabel("Arrangement").getByText("Layers").click();
  await expect.poll(async () => (await placeOf(page, 3)).y).toBeGreaterThan(300);
  const places = await Promise.all([0, 1, 2, 3, 4, 5].map((index) => placeOf(page, index)));
  expect(places.map(({ y }) => y)).toEqual([...places.map(({ y }) => y)].sort((a, b) => a - b));
  await save(page);
  await page.reload();
  await expect.poll(async () => (await placeOf(page, 3)).y).toBeGreaterThan(300);
});

test("a row moved by hand stays there, with other rows coming and going, until it is arranged again", async ({
  page,
  server,
}) => {
  await saveArchitecture(server, "moved");
  await page.goto(`${server.url}/architectures/moved`);
  await expect(row(page, 1, "Conv")).toContainText("32×160×160");
  const before = await placeOf(page, 1);
  await dragBy(page, row(page, 1, "Conv"), -60, 20);
  const moved = await placeOf(page, 1);
  expect(moved.x).toBeLessThan(before.x - 40);
  await expect(page.getByRole("button", { name: "Arrange again" })).toBeVisible();

  await page.getByRole("button", { name: /^Undo/ }).click();
  expect(await placeOf(page, 1)).toEqual(before);
  await page.getByRole("button", { name: /^Redo/ }).click();
  expect(await placeOf(page, 1)).toEqual(moved);

  await row(page, 1, "Conv").focus();
  await page.keyboard.press("Control+ArrowLeft");
  await expect.poll(() => placeOf(page, 1)).toEqual({ x: moved.x - 20, y: moved.y });
  await save(page);
  await page.reload();
  await expect.poll(() => placeOf(page, 1)).toEqual({ x: moved.x - 20, y: moved.y });

  await page.getByRole("button", { name: "Arrange again" }).click();
  expect(await placeOf(page, 1)).toEqual(before);
  await save(page);
  await page.reload();
  await expect(rows(page)).toHaveCount(6);
  expect(await placeOf(page, 1)).toEqual(before);
});

test("two architectures are compared, change by change", async ({ page, server }) => {
  await saveArchitecture(server, "older");
  const newer = TINY.replace("[256, 3, 2]", "[512, 3, 2]")
    .replace("  - [-1, 1, nn.Upsample", "  - [-1, 1, SPPF, [512, 5]]\n  - [-1, 1, nn.Upsample")
    .replace("[[4, 2], 1, Detect", "[[5, 2], 1, Detect");
  await saveArchitecture(server, "newer", newer);
  await page.goto(`${server.url}/architectures/newer`);
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Compare with…" }).click();
  await page.getByRole("combobox", { name: "With" }).fill("older");
  await page.getByRole("option", { name: "older" }).click();
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  await expect(page).toHaveURL(/\/architectures\/older\/diff\/newer/);

  const changes = page.getByRole("list", { name: "Changes" });
  await expect(changes.getByRole("button", { name: /changed 2 Conv/ })).toContainText(
    "args: 256, 3, 2 → 512, 3, 2",
  );
  await expect(changes.getByRole("button", { name: /added 3 SPPF/ })).toContainText(/\+\d/);
  await expect(page.getByRole("table", { name: "Totals" })).toContainText(/\+[\d\u2009]+ \+\d/);
  await expect(page.locator(".react-flow__node")).toHaveCount(7);
  await expect(page.locator('[data-change="added"]').first()).toBeAttached();

  await page.keyboard.press("n");
  await expect(changes.locator("[aria-current]")).toContainText("2 Conv");
  await page.keyboard.press("n");
  await expect(changes.locator("[aria-current]")).toContainText("SPPF");
  await page.keyboard.press("p");
  await expect(changes.locator("[aria-current]")).toContainText("2 Conv");
  await expect(page.locator(".line-insert").first()).toBeVisible();
  await page.getByLabel("Scale").getByText("s", { exact: true }).click();
  await expect(page).toHaveURL(/scale=s/);

  await expectAccessible(page);
});

test("what is not saved is compared with what is", async ({ page, server }) => {
  await saveArchitecture(server, "drafted");
  await page.goto(`${server.url}/architectures/drafted`);
  await row(page, 2, "Conv").click();
  await page.keyboard.press("Delete");
  await expect(page.getByText("Unsaved changes")).toBeVisible();
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Compare with saved" }).click();
  await expect(
    page.getByRole("list", { name: "Changes" }).getByRole("button", { name: /removed 2 Conv/ }),
  ).toBeVisible();
});

test("the drawing is saved as SVG and as PNG", async ({ page, server }) => {
  await page.goto(`${server.url}/architectures/yolo11`);
  await expect(page.locator('[data-id="n2"]')).toContainText("64×160×160");
  const choose = async (form: string) => {
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save a picture" }).click();
    await page.getByRole("menuitem", { name: form, exact: true }).click();
    return download;
  };
  const svg = choose("SVG");
  expect((await svg).suggestedFilename()).toBe("yolo11.svg");
  const drawn = await page.evaluate(
    (text) => {
      const picture = new DOMParser().parseFromString(text, "image/svg+xml");
      return {
        broken: picture.querySelector("parsererror")?.textContent ?? null,
        rows: [...picture.querySelectorAll("[data-row]")].map((one) => one.textContent),
      };
    },
    await textOf(svg),
  );
  expect(drawn.broken).toBeNull();
  expect(drawn.rows).toHaveLength(24);
  expect(drawn.rows[2]).toContain("C3k2");
  expect(drawn.rows[2]).toContain("64×160×160");

  const png = await choose("PNG, transparent");
  expect(png.suggestedFilename()).toBe("yolo11.png");
  const bytes = readFileSync(await png.path());
  expect(bytes.subarray(1, 4).toString()).toBe("PNG");
  expect(bytes.readUInt32BE(16)).toBeGreaterThan(1000); // as wide as two lanes, twice as sharp
});

test("each row's latency is measured on this machine", async ({ page, server }) => {
  await saveArchitecture(server, "timed");
  await page.goto(`${server.url}/architectures/timed?imgsz=64`);
  await expect(row(page, 0, "Conv")).toContainText("16×32×32");
  await page.getByRole("button", { name: "Measure latency" }).click();
  const dialog = page.getByRole("dialog", { name: "Latency on this machine" });
  await dialog.getByRole("button", { name: "Measure" }).click();
  const table = dialog.getByRole("table", { name: "Time of each row" });
  await expect(table.getByRole("row")).toHaveCount(7, { timeout: 150_000 });
  await expect(dialog).toContainText(/ms a picture of 64 × 64 pixels on .+, median of \d+ passes/);
  await table.getByRole("button", { name: "Row" }).click();
  await expect(table.getByRole("columnheader", { name: "Row" })).toHaveAttribute(
    "aria-sort",
    "ascending",
  );
  await expect(table.getByRole("row").nth(1)).toContainText(/^0Conv/);
  await expectAccessible(page, "the dialog", { part: "[role=dialog]" });
  await table.getByRole("button", { name: "Detect" }).click();
  await expect(page).toHaveURL(/row=5/);
  await expect(row(page, 0, "Conv")).toContainText(/· [\d.]+ ms/);
});

test("an architecture begins with a checkpoint's, and says which modules are not here", async ({
  page,
  server,
  files,
}) => {
  for (const name of ["plain.pt", "custom.pt"]) {
    await server.request("/api/checkpoints/import", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ path: join(files, name) }),
    });
  }
  await page.goto(`${server.url}/architectures`);
  await page.getByRole("button", { name: "New architecture" }).first().click();
  const dialog = page.getByRole("dialog", { name: "New architecture" });
  const start = dialog.getByRole("combobox", { name: "Begin with" });
  await start.click();
  await start.fill("custom.pt");
  await page.getByRole("option", { name: "custom.pt" }).click();
  await expect(dialog.getByText("A module is not here")).toBeVisible();
  await expect(dialog).toContainText("Doubler");

  await start.click();
  await start.fill("plain.pt");
  await page.getByRole("option", { name: "plain.pt" }).click();
  await expect(dialog.getByText("A module is not here")).toHaveCount(0);
  await dialog.getByLabel("Name").fill("from-plain");
  await dialog.getByRole("button", { name: "Create" }).click();
  await expect(page).toHaveURL(/\/architectures\/from-plain$/);
  await expect(rows(page)).toHaveCount(5);
  await expect(row(page, 4, "Detect")).toBeAttached();
});

test("a text of 5,000 rows says how many are drawn, and can be edited", async ({
  page,
  server,
}) => {
  const many = TINY.replace("head:", `${"  - [-1, 1, Conv, [256, 3, 1]]\n".repeat(4994)}head:`);
  await saveArchitecture(server, "huge", many);
  await page.goto(`${server.url}/architectures/huge`);
  await expect(page.getByText("5\u2009000 rows are too many to be drawn")).toBeVisible();
  await page.getByRole("textbox", { name: "YAML of huge" }).focus();
  await page.keyboard.type("# long\n");
  await expect(page.getByText("Unsaved changes")).toBeVisible();
});
