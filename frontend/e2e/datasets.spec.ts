import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expectAccessible } from "./accessible";
import { expect, type Server, test } from "./server";

const PYTHON = resolve(import.meta.dirname, "../../.venv/bin/python");

/** A zip in Pascal VOC form, as cell photographs come: 60 pictures, one box without an area, one picture cut off. */
const MAKE_ZIP = `
import io, sys, zipfile
from PIL import Image, ImageDraw
with zipfile.ZipFile(sys.argv[1], "w") as archive:
    for number in range(60):
        picture = Image.new("RGB", (160, 120), (214, 196, 202))
        objects = ""
        for cell in range(3):
            left, top = 8 + 50 * cell, 10 + (number * 7 + cell * 31) % 60
            colour = (150, 60, 90) if cell else (90, 50, 160)
            ImageDraw.Draw(picture).ellipse((left, top, left + 40, top + 40), fill=colour)
            name = "RBC" if cell else "WBC"
            objects += f"<object><name>{name}</name><bndbox><xmin>{left}</xmin><ymin>{top}</ymin><xmax>{left + 40}</xmax><ymax>{top + 40}</ymax></bndbox></object>"
        if number == 0:
            objects += "<object><name>RBC</name><bndbox><xmin>5</xmin><ymin>5</ymin><xmax>5</xmax><ymax>9</ymax></bndbox></object>"
        data = io.BytesIO()
        picture.save(data, "JPEG")
        content = data.getvalue()[: -200 if number == 1 else None]
        archive.writestr(f"cells/JPEGImages/cell-{number:02}.jpg", content)
        archive.writestr(f"cells/Annotations/cell-{number:02}.xml", f"<annotation>{objects}</annotation>")
    for split, numbers in (("train", range(50)), ("val", range(50, 60))):
        archive.writestr(f"cells/ImageSets/Main/{split}.txt", "\\n".join(f"cell-{number:02}" for number in numbers))
`;

/** A set for every task; that of turned boxes has a picture of its training in its validation too. */
const MAKE_SETS = `
import shutil, sys
from pathlib import Path
from task_sets import task_set
root = Path(sys.argv[1])
for task in ("segment", "pose", "obb", "classify"):
    task_set(root / task, task, val=4 if task == "obb" else 3)
for kind, suffix in (("images", "png"), ("labels", "txt")):
    shutil.copy(root / "obb" / kind / "train" / f"train0.{suffix}", root / "obb" / kind / "val" / f"val_copy.{suffix}")
`;

/** More pictures than the server tells at once, which is 60. */
const MAKE_LONG_SET = `
import sys
from pathlib import Path
from task_sets import task_set
task_set(Path(sys.argv[1]), "detect", train=58, val=6)
`;

/** The first import of a server starts the process with the libraries. */
const imported = { timeout: 150_000 };

function zip(): string {
  const file = join(mkdtempSync(join(tmpdir(), "yolosmith-zip-")), "cells.zip");
  execFileSync(PYTHON, ["-c", MAKE_ZIP, file]);
  return file;
}

/** A folder that a script has filled with sets of `task_sets.py`. */
function madeSets(script: string): string {
  const folder = mkdtempSync(join(tmpdir(), "yolosmith-sets-"));
  execFileSync(PYTHON, ["-c", script, folder], {
    env: { ...process.env, PYTHONPATH: resolve(import.meta.dirname, "../../tests/datasets") },
  });
  return folder;
}

async function importSet(server: Server, path: string, name: string): Promise<void> {
  await server.request("/api/datasets/import", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ path, name }),
  });
}

test("a zip becomes a gallery with boxes, and its report says what was wrong", async ({
  page,
  server,
}) => {
  await page.goto(`${server.url}/datasets`);
  await page.getByRole("button", { name: "Import" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Import a data set" });
  const link = await page.context().newCDPSession(page);
  const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 60_000 };
  await link.send("Network.emulateNetworkConditions", slow);
  await dialog.getByLabel("Drop a zip here, or choose one").setInputFiles(zip());
  await expect(dialog.getByRole("progressbar")).toHaveAttribute("aria-valuenow", /^[1-9]/);
  await link.send("Network.emulateNetworkConditions", { ...slow, uploadThroughput: -1 });
  await expect(dialog).toBeHidden();
  await page.getByRole("link", { name: "cells" }).click();

  await expect(page.getByRole("heading", { level: 1, name: "cells" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Train on it" })).toBeVisible(imported);
  const pictures = page.getByRole("list", { name: "Pictures", exact: true }).getByRole("button");
  await expect(page.getByText("60 pictures")).toBeVisible();
  await expect(pictures.nth(2)).toHaveAccessibleName("cell-02.jpg: 3 boxes (WBC 1, RBC 2)");
  await expectAccessible(page);

  const last = page.getByRole("button", { name: /cell-59.jpg/ });
  await expect(last).toBeHidden(); // only what is in sight is in the page
  await page.getByRole("region", { name: "Gallery" }).press("End");
  await expect(last).toBeVisible();
  await expect(page.getByRole("listitem").filter({ has: last })).toHaveAttribute(
    "aria-posinset",
    "60",
  );

  await page.getByText("val 10").click();
  await expect(page.getByText("10 pictures")).toBeVisible();
  await page
    .getByRole("list", { name: "Boxes by class" })
    .getByRole("button", { name: "WBC" })
    .click();
  await expect(page).toHaveURL(/split=val&class=1/);

  await pictures.first().click();
  const picture = page.getByRole("dialog", { name: "cell-50.jpg" });
  await expect(picture.getByText("160 × 120 px")).toBeVisible();
  await expect(picture.locator(":focus")).toHaveCount(1); // the keys are the dialog's from then on
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("dialog", { name: "cell-51.jpg" })).toBeVisible();
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Without the filter WBC" }).click();
  await page.getByText("All 60").click();
  await page.getByRole("combobox", { name: "Which pictures" }).click();
  await page.getByRole("option", { name: "Repaired" }).click();
  await expect(page.getByText("2 pictures")).toBeVisible();
  await page.getByRole("list", { name: "Pictures by size" }).getByRole("button").first().click();
  await expect(page).toHaveURL(/only=repaired&shape=160x120/);

  await page.getByRole("tab", { name: /Import report/ }).click();
  await expect(page.getByText("Boxes without an area")).toBeVisible();
  await expect(page.getByText("JPEG files that end too early")).toBeVisible();
  await expectAccessible(page);
});

test("what is no data set is refused with the reason, and a failed import is dismissed", async ({
  page,
  server,
}) => {
  await page.goto(`${server.url}/datasets?import`);
  const dialog = page.getByRole("dialog", { name: "Import a data set" });
  await dialog.getByLabel("Drop a zip here, or choose one").setInputFiles({
    name: "notes.zip",
    mimeType: "application/zip",
    buffer: Buffer.from("not a zip"),
  });
  await expect(dialog.getByRole("alert")).toContainText("not a zip archive");
  await dialog.getByLabel("Or a folder on the server").fill(`${server.workspace}/nowhere`);
  await dialog.getByRole("button", { name: "Import folder" }).click();
  await expect(dialog.getByRole("alert")).toContainText("There is no such folder");
  await dialog.getByLabel("Name").fill("broken");
  await dialog.getByLabel("Or a folder on the server").fill(`${server.workspace}/.yolosmith`);
  await dialog.getByRole("button", { name: "Import folder" }).click();
  await expect(dialog).toBeHidden();

  const row = page.getByRole("row", { name: /broken/ });
  await expect(row).toContainText("There are no pictures in it", imported);
  await expectAccessible(page);
  await row.getByRole("button", { name: "Dismiss" }).click();
  await expect(row).toBeHidden();
});

test("the demo set is made on request, browsed, and deleted", async ({ page, server }) => {
  await page.goto(`${server.url}/datasets`);
  for (const { name } of (await server.request("/api/datasets")) as { name: string }[]) {
    await server.request(`/api/datasets/${name}`, { method: "DELETE" });
  }
  await page.reload();
  await page.getByRole("button", { name: "Make the demo set" }).click();
  await page.getByRole("link", { name: "digits" }).click();
  await expect(page.getByText("810 pictures")).toBeVisible(imported);
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("No data set yet")).toBeVisible();
});

test("every task is imported, drawn and split anew; copies are found and left out", async ({
  page,
  server,
}) => {
  const sets = madeSets(MAKE_SETS);
  for (const task of ["segment", "pose", "obb", "classify"]) {
    await importSet(server, join(sets, task), `task_${task}`);
  }
  await page.goto(`${server.url}/datasets/task_classify`);
  const gallery = page.getByRole("list", { name: "Pictures", exact: true });
  await expect(page.getByText("9 pictures")).toBeVisible(imported);
  await expect(gallery.getByText("wedge").first()).toBeVisible();
  for (const [task, mark] of [
    ["segment", "polygon"],
    ["obb", "polygon"],
    ["pose", "[class*=keypoint]"],
  ] as const) {
    await page.goto(`${server.url}/datasets/task_${task}`);
    await expect(gallery.locator(mark).first()).toBeAttached();
  }
  await expectAccessible(page);

  await page.goto(`${server.url}/datasets/task_obb?tab=duplicates`);
  await page.getByRole("button", { name: "Search for duplicates" }).click();
  await expect(page.getByText("1 copy,")).toBeVisible(imported);
  await expect(page.getByText("Byte for byte, in several splits")).toBeVisible();

  await page.getByRole("button", { name: "New set from it" }).click();
  const dialog = page.getByRole("dialog", { name: "New data set from task_obb" });
  await dialog.getByLabel("Name").fill("task_obb_clean");
  await dialog.getByRole("combobox", { name: "Duplicates" }).click();
  await page.getByRole("option", { name: "Leave out what a later split has too" }).click();
  await expect(dialog.getByText("1 picture is left out.")).toBeVisible();
  await expect(dialog.getByRole("row", { name: /Pictures 7 2 1/ })).toBeVisible();
  await dialog.getByRole("button", { name: "Make the data set" }).click();
  await expect(page.getByText("10 pictures")).toBeVisible(imported);
});

test("the arrow keys lead over a page's boundary, and back from the last picture", async ({
  page,
  server,
}) => {
  await importSet(server, madeSets(MAKE_LONG_SET), "long");
  await page.goto(`${server.url}/datasets/long`);
  await expect(page.getByText("64 pictures")).toBeVisible(imported);

  await page.route(/[?&]offset=60\b/, async (route) => {
    await page.waitForTimeout(300); // so that the keys find the page still under way
    await route.continue();
  });
  await page.goto(`${server.url}/datasets/long?picture=57`);
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("58 of 64")).toBeVisible();
  await expect(dialog.getByText("64 × 64 px")).toBeVisible();
  await dialog.getByRole("button", { name: "Next picture" }).click();
  await expect(dialog.getByText("59 of 64")).toBeVisible();
  for (const place of [60, 61, 62, 63, 64]) {
    await page.keyboard.press("ArrowRight");
    await expect(dialog.getByText(`${place} of 64`)).toBeVisible();
    await expect(dialog.getByRole("button", { name: "Next picture" })).toBeFocused();
  }
  await expect(dialog.getByRole("button", { name: "Next picture" })).toBeDisabled();
  await page.keyboard.press("ArrowRight"); // leads nowhere
  await expect(dialog.getByText("64 of 64")).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("ArrowLeft");
  await expect(dialog.getByText("63 of 64")).toBeVisible();

  // Faster than an address is drawn: all keys count, and the address comes to where one is.
  await dialog.getByRole("button", { name: "Next picture" }).evaluate((button) => {
    const key = { key: "ArrowLeft", bubbles: true };
    for (let times = 0; times < 5; times++) button.dispatchEvent(new KeyboardEvent("keydown", key));
  });
  await expect(dialog.getByText("58 of 64")).toBeVisible();
  await expect(page).toHaveURL(/picture=57/);
});

test("known data sets are listed, with the reason where one cannot be fetched", async ({
  page,
  server,
}) => {
  await page.goto(`${server.url}/datasets`);
  await page.getByRole("button", { name: "Known sets" }).click();
  const dialog = page.getByRole("dialog", { name: "Data sets that Ultralytics knows" });
  await dialog.getByLabel("Search known data sets").fill("pose");
  await expect(dialog.getByRole("row", { name: /coco8-pose/ })).toContainText("1 MB");
  await dialog.getByLabel("Search known data sets").fill("VisDrone");
  await expect(dialog.getByText("scripts are never run here")).toBeVisible();
  await expectAccessible(page);
});
