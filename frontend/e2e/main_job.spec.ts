import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "./server";

/** The whole way of a newcomer, by clicking: data, a block, a network with the block in it, a training, boxes. */

/** In flow style: the editor would indent what is typed below a `- `. */
const NETWORK = [
  "nc: 10",
  "backbone: [[-1, 1, Conv, [16, 3, 2]], [-1, 1, Conv, [32, 3, 2]], [-1, 1, MainGate, []], [-1, 1, Conv, [64, 3, 2]], [-1, 1, C2f, [64, True]]]",
  'head: [[-1, 1, nn.Upsample, [None, 2, "nearest"]], [[-1, 2], 1, Concat, [1]], [[6, 4], 1, Detect, [nc]]]',
].join("\n");

const ENGINE = { timeout: 150_000 }; // the first question starts it
const TRAINED = { timeout: 420_000 };

test.setTimeout(900_000);

test("from an empty workspace to boxes on a picture that the model has not seen", async ({
  page,
  server,
}) => {
  await page.goto(server.url);
  await page.getByRole("button", { name: "Make the demo set" }).click();

  await page.getByRole("link", { name: "Module Designer", exact: true }).click();
  await page.getByRole("button", { name: "New module" }).first().click();
  await page.getByLabel("Name of the class").fill("MainGate");
  await page.getByRole("radio", { name: "Attention" }).check();
  await page.getByRole("button", { name: "Write it" }).click();
  await page.getByRole("textbox", { name: "Source of MainGate" }).focus();
  await page.keyboard.press("Control+s");
  await expect(page.getByText(/^Passed \d+ steps in/)).toBeVisible(ENGINE);

  await page.getByRole("link", { name: "Model Designer", exact: true }).click();
  await page.getByLabel("Search architectures").fill("yolo11");
  await page.getByRole("link", { name: /^yolo11\b(?!-)/ }).click();
  await page.getByRole("button", { name: "Copy to edit" }).click();
  await page.getByLabel("Name of the copy").fill("gated");
  await page.getByRole("button", { name: "Copy", exact: true }).click();
  await expect(page).toHaveURL(/\/architectures\/gated/);
  await expect(page.locator(".react-flow__node-row")).toHaveCount(24);
  await page.getByRole("textbox", { name: "YAML of gated" }).focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(NETWORK);
  await expect(page.locator(".react-flow__node-row")).toHaveCount(8);
  await page.keyboard.press("Control+s");
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await expect(
    page.getByRole("group", { name: /^Row 2, MainGate/ }),
    "the custom block has its shapes",
  ).toContainText("32×160×160", ENGINE);

  await page.getByRole("link", { name: "Datasets", exact: true }).click();
  await page.getByRole("link", { name: "digits" }).click();
  await expect(page.getByText("810 pictures")).toBeVisible(ENGINE);

  await page.getByRole("link", { name: "Train Designer", exact: true }).click();
  await page.getByRole("link", { name: "New run" }).first().click();
  await page.getByRole("combobox", { name: "Architecture" }).click();
  await page.getByRole("option", { name: "gated" }).click();
  await page.getByRole("combobox", { name: "Data set" }).click();
  await page.getByRole("option", { name: "digits", exact: true }).click();
  await page.getByRole("combobox", { name: "optimizer" }).selectOption("AdamW");
  await page.getByRole("textbox", { name: "epochs", exact: true }).fill("2");
  await page.getByRole("textbox", { name: "imgsz", exact: true }).fill("96");
  await page.getByRole("textbox", { name: "lr0", exact: true }).fill("0.005");
  await page.getByRole("textbox", { name: "Search arguments" }).fill("mosaic");
  await page.getByRole("textbox", { name: "mosaic", exact: true }).fill("0");
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await expect(page.getByRole("figure", { name: /box loss \d/ })).toBeVisible(TRAINED);
  await expect(page.getByRole("figure", { name: /last: mAP50 \d/ })).toBeVisible(TRAINED);
  await expect(page.getByText("Completed")).toBeVisible(TRAINED);

  await page.getByRole("tab", { name: "Artifacts" }).click();
  await page.getByRole("link", { name: "Try it" }).first().click();
  await expect(page).toHaveURL(/\/checkpoints\/.*best/);
  const unseen = join(server.workspace, "datasets/digits/images/test");
  const picture = readdirSync(unseen)[0] ?? "";
  await page
    .getByLabel("Drop pictures here, or choose some")
    .setInputFiles(join(unseen, picture), ENGINE);
  await page.getByRole("slider", { name: "Confidence" }).focus();
  await page.keyboard.press("Home");
  await expect(page.getByRole("img", { name: new RegExp(`^${picture}: `) })).toHaveAccessibleName(
    /\d+ box/,
    ENGINE,
  );
});
