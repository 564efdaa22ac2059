import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expectAccessible } from "./accessible";
import { beginEmpty, CHECKED, entry, paste } from "./moduleStories";
import { expect, test } from "./server";

/** A block from a paper, from an empty editor to a trained and exported model, in the browser. */

const SOURCES = resolve(import.meta.dirname, "../../tests/modules/papers");

const PAPERS = [
  { name: "ECA", row: "[-1, 1, ECA, []]" },
  { name: "CoordAtt", row: "[-1, 1, CoordAtt, []]" },
  { name: "GSConv", row: "[-1, 1, GSConv, [32]]" },
];

const network = (row: string) => `nc: 10
backbone:
  - [-1, 1, Conv, [16, 3, 2]]
  - [-1, 1, Conv, [32, 3, 2]]
  - ${row}
  - [-1, 1, Conv, [64, 3, 2]]
  - [-1, 1, C2f, [64, True]]
head:
  - [-1, 1, nn.Upsample, [None, 2, nearest]]
  - [[-1, 2], 1, Concat, [1]]
  - [[6, 4], 1, Detect, [nc]]
`;

const TRAINED = { timeout: 420_000 };

test.setTimeout(900_000);

test.beforeAll(async ({ server }) => {
  await server.request("/api/datasets/demo", { method: "POST" });
});

// All of them where there is time for it: `make prove`.
for (const { name, row } of process.env.YOLOSMITH_PROVE ? PAPERS : PAPERS.slice(0, 1)) {
  test(`${name}, from an empty editor to a trained and exported model`, async ({
    page,
    server,
  }) => {
    await beginEmpty(page, server, name);
    await paste(page, `Source of ${name}`, readFileSync(join(SOURCES, `${name}.py`), "utf8"));
    await expect(page.getByRole("region", { name: "Worked example" })).toContainText(`${name}(64`);
    await page.getByRole("button", { name: "Save and check" }).click();
    await expect(page.getByText(/^Passed \d+ steps in/)).toBeVisible(CHECKED);
    await expect(entry(page, name)).toContainText("Checked");

    const model = `with_${name.toLowerCase()}`;
    await page.getByRole("link", { name: "Model Designer", exact: true }).click();
    await page.getByRole("button", { name: "New architecture" }).first().click();
    await page.getByRole("dialog").getByLabel("Name").fill(model);
    await page.getByRole("dialog").getByRole("button", { name: "Create" }).click();
    await expect(page).toHaveURL(new RegExp(`/architectures/${model}`));
    await paste(page, `YAML of ${model}`, network(row));
    await expect(page.getByRole("group", { name: new RegExp(`^Row 2, ${name}`) })).toContainText(
      "32×160×160",
      CHECKED,
    );
    await page.keyboard.press("Control+s");
    await expect(page.getByText("Saved", { exact: true })).toBeVisible();

    await page.getByRole("link", { name: "Train Designer", exact: true }).click();
    await page.getByRole("link", { name: "New run" }).first().click();
    await page.getByRole("combobox", { name: "Architecture" }).click();
    await page.getByRole("option", { name: model }).click();
    await page.getByRole("combobox", { name: "Data set" }).click();
    await page.getByRole("option", { name: "digits", exact: true }).click();
    await page.getByRole("textbox", { name: "epochs", exact: true }).fill("1");
    await page.getByRole("textbox", { name: "imgsz", exact: true }).fill("64");
    await page.getByRole("textbox", { name: "Search arguments" }).fill("fraction");
    await page.getByRole("textbox", { name: "fraction", exact: true }).fill("0.05");
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await expect(page.getByText("Completed")).toBeVisible(TRAINED);

    await page.getByRole("tab", { name: "Artifacts" }).click();
    await expect(page.getByText("weights/best.pt")).toBeVisible();
    await page.getByRole("link", { name: "Try it" }).first().click();
    await expect(page).toHaveURL(/\/checkpoints\/.*best/);
    const unseen = join(server.workspace, "datasets/digits/images/test");
    const picture = readdirSync(unseen)[0] ?? "";
    await page
      .getByLabel("Drop pictures here, or choose some")
      .setInputFiles(join(unseen, picture), CHECKED);
    await expect(page.getByRole("img", { name: new RegExp(`^${picture}: `) })).toBeVisible(CHECKED);

    await page.getByRole("tab", { name: "Exports" }).click();
    await page.getByRole("button", { name: "Export to ONNX" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Export", exact: true }).click();
    await expect(page.getByRole("row", { name: "ONNX" })).toContainText("Same", TRAINED);
    await expect(page.getByRole("row", { name: "ONNX" })).toContainText("on 8 pictures");
    await expectAccessible(page);
    const download = page.waitForEvent("download");
    await page.getByRole("row", { name: "ONNX" }).getByRole("link").click();
    expect((await download).suggestedFilename()).toMatch(/-best\.onnx$/);

    await page.goto(`${server.url}/modules/${name}?tab=users`);
    await expect(page.getByRole("region", { name: "Architectures" })).toContainText(model);
    await page.getByRole("region", { name: "Runs" }).getByRole("link").click();
    await expect(page).toHaveURL(/\/runs\//);
  });
}
