import { expectAccessible } from "./accessible";
import {
  boxOf,
  centreOf,
  drawn,
  goTo,
  row,
  rows,
  save,
  saveArchitecture,
  savedText,
  startEngine,
  TINY,
} from "./designerStories";
import { expect, test } from "./server";

test.beforeAll(async ({ server }) => {
  await server.request("/api/modules");
  await startEngine(server);
});

test("a module is dragged from the palette onto a connection, and the numbers follow", async ({
  page,
  server,
}) => {
  await saveArchitecture(server, "dragged");
  await page.goto(`${server.url}/architectures/dragged`);
  await drawn(page, 2, "Conv", "64×80×80");
  await page.getByLabel("Search the palette").fill("c3k2");
  const start = await centreOf(row(page, 1, "Conv"));
  const end = await centreOf(row(page, 2, "Conv"));
  const entry = page.getByRole("button", { name: "C3k2", exact: true });
  const canvas = page.locator(".react-flow");
  const box = await boxOf(canvas);
  await entry.dragTo(canvas, {
    targetPosition: {
      x: (start.x + end.x) / 2 - box.x,
      y: (start.y + end.y) / 2 - box.y,
    },
  });
  await expect(row(page, 2, "C3k2")).toContainText("128");
  await expect(row(page, 5, "Concat")).toBeVisible();
  await save(page);
  const text = await savedText(server, "dragged");
  expect(text).toContain("- [-1, 1, C3k2, [128]]");
  expect(text).toContain("- [[-1, 1], 1, Concat, [1]]");
  expect(text).toContain("- [[5, 3], 1, Detect, [nc]]");
});

test("a module dropped beside the rows is read by none", async ({ page, server }) => {
  await saveArchitecture(server, "loose");
  await page.goto(`${server.url}/architectures/loose`);
  await expect(rows(page)).toHaveCount(6);
  const at = await boxOf(page.locator('[data-id="n1"]'));
  const box = await boxOf(page.locator(".react-flow"));
  await page
    .getByRole("button", { name: "SPPF", exact: true })
    .dragTo(page.locator(".react-flow"), {
      targetPosition: {
        x: at.x - box.x + 20,
        y: at.y + at.height * 0.8 - box.y,
      },
    });
  await expect(row(page, 2, "SPPF")).toBeVisible();
  await save(page);
  const text = await savedText(server, "loose");
  expect(text).toContain("- [-1, 1, SPPF, [128]]\n  - [-2, 1, Conv, [256, 3, 2]] # P3");
});

test("a wire says why it cannot be before it is let go, and makes what can be", async ({
  page,
  server,
}) => {
  await saveArchitecture(server, "wired");
  await page.goto(`${server.url}/architectures/wired`);
  await drawn(page, 4, "Concat", "160×160");
  await page.keyboard.press("y"); // more room for the drawing
  await row(page, 2, "Conv").click();
  const output = row(page, 2, "Conv").locator(".react-flow__handle.source");

  const draw = async (to: { x: number; y: number }) => {
    const from = await centreOf(output);
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
    await page.mouse.move(to.x, to.y, { steps: 4 });
  };
  const concat = await boxOf(row(page, 4, "Concat"));
  const middle = concat.y + concat.height / 2;

  await draw({ x: concat.x + concat.width * 0.8, y: middle });
  await expect(page.getByText(/Row 2 gives 80×80, the other input is 160×160/)).toBeVisible();
  await page.mouse.up();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();

  const first = await centreOf(row(page, 1, "Conv"));
  await draw(first);
  await expect(page.getByText(/Row 2 comes after row 1/)).toBeVisible();
  await page.mouse.up();

  const detect = await boxOf(row(page, 5, "Detect"));
  await draw({ x: detect.x + detect.width * 0.8, y: detect.y + detect.height / 2 });
  await expect(page.getByText("Row 5 also reads row 2, as input 3")).toBeVisible();
  await page.mouse.up();
  await save(page);
  expect(await savedText(server, "wired")).toMatch(/- \[\[4, 2, (2|-3)\], 1, Detect, \[nc\]\]/);

  await row(page, 5, "Detect").click();
  await page.getByRole("button", { name: "Disconnect input 3" }).click();
  await page.getByRole("button", { name: "Move input 1 down" }).click();
  await save(page);
  expect(await savedText(server, "wired")).toContain("- [[2, 4], 1, Detect, [nc]]");

  // A connection is selected by a click, and goes with Delete.
  await page.locator('[data-connection="n2>n5:0"]').dispatchEvent("click");
  await page.keyboard.press("Delete");
  await save(page);
  expect(await savedText(server, "wired")).toContain("- [[4], 1, Detect, [nc]]");
});

test("several rows are deleted and come back byte for byte", async ({ page, server }) => {
  await page.goto(`${server.url}/architectures/yolo11`);
  await page.getByRole("button", { name: "Copy to edit" }).click();
  await page.getByLabel("Name of the copy").fill("several");
  await page.getByRole("button", { name: "Copy", exact: true }).click();
  await expect(page).toHaveURL(/\/architectures\/several$/);
  const before = await savedText(server, "several");
  await expect(rows(page)).toHaveCount(24);
  await row(page, 1, "Conv").click();
  await row(page, 3, "Conv").click({ modifiers: ["Shift"] });
  await expect(page.getByRole("region", { name: "Selected rows" })).toContainText("3 rows");
  await row(page, 2, "C3k2").click({ modifiers: ["Control"] });
  await expect(page.getByRole("region", { name: "Selected rows" })).toContainText("2 rows");
  await page.keyboard.press("Delete");
  await expect(rows(page)).toHaveCount(22);
  await save(page);
  expect(await savedText(server, "several")).not.toBe(before);
  await page.keyboard.press("Control+z");
  await expect(rows(page)).toHaveCount(24);
  await save(page);
  expect(await savedText(server, "several")).toBe(before);
  await page.keyboard.press("Control+Shift+z");
  await expect(rows(page)).toHaveCount(22);
});

test("a rubber band selects rows", async ({ page, server }) => {
  await saveArchitecture(server, "band");
  await page.goto(`${server.url}/architectures/band`);
  await expect(rows(page)).toHaveCount(6);
  const first = await boxOf(row(page, 0, "Conv"));
  const second = await boxOf(row(page, 1, "Conv"));
  await page.keyboard.down("Shift");
  await page.mouse.move(first.x - 12, first.y - 6);
  await page.mouse.down();
  await page.mouse.move(second.x + second.width / 2, second.y + second.height / 2, { steps: 5 });
  await page.mouse.up();
  await page.keyboard.up("Shift");
  await expect(page.getByRole("region", { name: "Selected rows" })).toContainText("2 rows");
});

test("rows are copied from one architecture into another, and into an editor", async ({
  page,
  server,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await saveArchitecture(server, "from");
  await saveArchitecture(server, "into", TINY.replace("[256, 3, 2]", "[512, 3, 2]"));
  await page.goto(`${server.url}/architectures/from`);
  await row(page, 1, "Conv").click();
  await row(page, 2, "Conv").click({ modifiers: ["Shift"] });
  await page.keyboard.press("Control+c");
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe("  - [-1, 1, Conv, [128, 3, 2]]\n  - [-1, 1, Conv, [256, 3, 2]] # P3\n");

  await page.goto(`${server.url}/architectures/into`);
  await row(page, 0, "Conv").click();
  await page.keyboard.press("Control+v");
  await expect(rows(page)).toHaveCount(8);
  await expect(page.getByRole("region", { name: "Selected rows" })).toContainText("2 rows");
  await save(page);
  expect(await savedText(server, "into")).toContain(
    "- [-1, 1, Conv, [128, 3, 2]]\n  - [-1, 1, Conv, [256, 3, 2]]",
  );
});

test("an argument is changed by its name, at once in the text and the shapes", async ({
  page,
  server,
}) => {
  await saveArchitecture(server, "argued");
  await page.goto(`${server.url}/architectures/argued?row=2`);
  const panel = page.getByRole("region", { name: "Selected row" });
  await drawn(page, 2, "Conv", "64×80×80");
  await panel.getByLabel("c2", { exact: true }).fill("512");
  await page.keyboard.press("Enter");
  await expect(row(page, 2, "Conv")).toContainText("128×80×80");
  await panel.getByLabel("act", { exact: true }).selectOption("False");
  await save(page);
  // What stands before an argument is written out, as Python wants it.
  expect(await savedText(server, "argued")).toContain(
    "- [-1, 1, Conv, [512, 3, 2, null, 1, 1, False]] # P3",
  );
  await panel.getByLabel("c2", { exact: true }).fill("many");
  await page.keyboard.press("Enter");
  await panel.getByLabel("repeats", { exact: true }).fill("0");
  await page.keyboard.press("Enter");
  await expect(panel.getByText("A whole number, 1 to 100")).toBeVisible();
  await page.keyboard.press("Escape");

  await page.locator(".react-flow__pane").click({ position: { x: 8, y: 300 } });
  const whole = page.getByRole("region", { name: "Architecture" });
  await whole.getByLabel("Number of classes").fill("7");
  await page.keyboard.press("Enter");
  await whole.getByLabel("width of n").fill("0.5");
  await page.keyboard.press("Enter");
  await save(page);
  const text = await savedText(server, "argued");
  expect(text).toContain("nc: 7\n");
  expect(text).toMatch(/n: \[0\.50?, 0\.50?, 1024\]/);
});

test("a finding is fixed with one click", async ({ page, server }) => {
  const dead = TINY.replace("head:\n", "head:\n  - [1, 1, Conv, [64, 1, 1]]\n").replace(
    "  - [-1, 1, nn.Upsample",
    "  - [2, 1, nn.Upsample",
  );
  await saveArchitecture(
    server,
    "linted",
    dead.replace("[[4, 2], 1, Detect", "[[5, 2], 1, Detect"),
  );
  await page.goto(`${server.url}/architectures/linted`);
  await drawn(page, 5, "Concat", "160×160");
  await page.keyboard.press("F8");
  const panel = page.getByRole("region", { name: "Selected row" });
  await expect(panel).toContainText("3 · Conv");
  const finding = panel.getByRole("list", { name: "Findings" });
  await finding.getByRole("button").first().click();
  await expect(rows(page)).toHaveCount(6);
  await save(page);
  expect(await savedText(server, "linted")).toContain("- [[4, 2], 1, Detect, [nc]]");
});

test("text and canvas follow one another, in one history", async ({ page, server }) => {
  await saveArchitecture(server, "both");
  await page.goto(`${server.url}/architectures/both`);
  await expect(rows(page)).toHaveCount(6);
  await goTo(page, "both", 8); // row 2
  await page.keyboard.press("Enter");
  await page.keyboard.type("- [-1, 1, SPPF, [256, 5]]");
  await expect(row(page, 3, "SPPF")).toBeVisible();
  await row(page, 1, "Conv").click();
  await page.keyboard.press("Control+d");
  await expect(rows(page)).toHaveCount(8);
  await expect(page.locator(".view-lines")).toContainText("SPPF");

  // Ctrl+Z in the text takes back the canvas's edit, then what was typed.
  await page.getByRole("textbox", { name: "YAML of both" }).focus();
  await page.keyboard.press("Control+z");
  await expect(rows(page)).toHaveCount(7);
  const saved = page.getByText("Saved", { exact: true });
  // As many steps as there were pauses in the typing.
  await expect(async () => {
    await page.keyboard.press("Control+z");
    await expect(saved).toBeVisible({ timeout: 100 });
  }).toPass();
  await expect(rows(page)).toHaveCount(6);
  await expect(async () => {
    await page.keyboard.press("Control+y");
    await expect(rows(page)).toHaveCount(8, { timeout: 100 });
  }).toPass();
});

test("a text that cannot be read keeps the drawing, which says why it cannot be edited", async ({
  page,
  server,
}) => {
  await saveArchitecture(server, "broken");
  await page.goto(`${server.url}/architectures/broken`);
  await expect(rows(page)).toHaveCount(6);
  await goTo(page, "broken", 7);
  await page.keyboard.type("}");
  await expect(page.getByText(/^Line 7: /)).toBeVisible();
  await row(page, 4, "Concat").click();
  await page.keyboard.press("Delete");
  await expect(page.getByText("The text cannot be read")).toBeVisible();
  await expect(rows(page)).toHaveCount(6);
  await page.keyboard.press("Control+z");
  await expect(page.getByText(/^Line 7: /)).toHaveCount(0);
});

test("everything by keyboard alone", async ({ page, server }) => {
  await saveArchitecture(server, "typed");
  await page.goto(`${server.url}/architectures/typed`);
  await drawn(page, 2, "Conv", "64×80×80");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toContainText("Duplicate the rows");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);

  await row(page, 0, "Conv").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(row(page, 2, "Conv")).toBeFocused();
  await page.keyboard.press("a");
  await page.keyboard.type("sppf");
  await page.keyboard.press("Enter");
  await expect(row(page, 3, "SPPF")).toBeVisible();

  await row(page, 3, "SPPF").focus();
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("c2", { exact: true })).toBeFocused();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("512");
  await page.keyboard.press("Enter");
  await expect(row(page, 3, "SPPF")).toContainText("128×80×80");

  await row(page, 3, "SPPF").focus();
  await page.keyboard.press("Alt+ArrowDown");
  await expect(row(page, 3, "SPPF")).toContainText("3SPPF");
  await expect(page.getByRole("radio", { name: "head" })).toBeChecked();
  await row(page, 3, "SPPF").focus();
  await page.keyboard.press("Shift+ArrowDown");
  await expect(page.getByRole("region", { name: "Selected rows" })).toContainText("2 rows");
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await page.keyboard.press("Control+a");
  await expect(page.getByRole("region", { name: "Selected rows" })).toContainText("6 rows");
});

test("an architecture is renamed, and that is taken back", async ({ page, server }) => {
  await saveArchitecture(server, "first_name");
  await page.goto(`${server.url}/architectures/first_name`);
  await expect(rows(page)).toHaveCount(6);
  await page.keyboard.press("F2");
  await page.getByLabel("New name").fill("second_name");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/second_name$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("second_name");
  expect(await savedText(server, "second_name")).toBe(TINY);
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(page).toHaveURL(/first_name$/);
  expect(await savedText(server, "first_name")).toBe(TINY);
});

test("the designer with its panels has no accessibility fault", async ({ page, server }) => {
  await saveArchitecture(
    server,
    "axe_edit",
    TINY.replace("[[-1, 1], 1, Concat", "[[-1, 2], 1, Concat"),
  );
  await page.goto(`${server.url}/architectures/axe_edit`);
  await expect(page.getByRole("button", { name: "A2C2f" })).toBeVisible();
  await page.locator('[data-id="n4"] [data-errors]').waitFor({ timeout: 150_000 });
  await expectAccessible(page, "the whole model");
  await page.locator('[data-id="n4"]').click();
  await expect(page.getByRole("region", { name: "Selected row" })).toBeVisible();
  await expectAccessible(page, "one row");
  await row(page, 3, "nn.Upsample").click({ modifiers: ["Shift"] });
  await expect(page.getByRole("region", { name: "Selected rows" })).toBeVisible();
  await expectAccessible(page, "several rows");
});
