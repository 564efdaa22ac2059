import { join } from "node:path";
import { expectAccessible } from "./accessible";
import { imported } from "./checkpointStories";
import { expect, type Server, test } from "./server";

/** The rows of plain.pt with one put in between, which moves the numbers of those behind it. */
const LONGER = `nc: 3
backbone:
  - [-1, 1, Conv, [16, 3, 2]]
  - [-1, 1, Conv, [32, 3, 2]]
  - [-1, 1, Conv, [32, 1, 1]]
  - [-1, 1, C2f, [32]]
  - [-1, 1, Conv, [48, 3, 2]]
head:
  - [[3, 4], 1, Detect, [nc]]
`;

async function design(server: Server, name: string, yaml: string): Promise<void> {
  await server.request(`/api/architectures/${name}`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ yaml }),
  });
}

test("which rows a checkpoint fills is seen on the graph, before the run is started", async ({
  page,
  server,
  files,
}) => {
  const checkpoint = await imported(server, join(files, "plain.pt"));
  await design(server, "transfer-longer", LONGER);

  await page.goto(`${server.url}/checkpoints/${checkpoint}?tab=transfer`);
  await page.getByRole("combobox", { name: "Into the architecture" }).click();
  await page.getByRole("option", { name: "transfer-longer" }).click();
  const transferred = page.getByRole("status", { name: "What is transferred" });
  await expect(transferred).toContainText(/ of \d+ tensors, \d\d\.\d % of the parameters/);
  await expect(page.getByLabel("Row 2, Conv, starts anew")).toBeVisible();
  await expect(page.getByLabel("Row 3, C2f, loads")).toBeVisible();
  await page.getByLabel("Row 2, Conv, starts anew").click();
  const chosen = page.getByRole("complementary", { name: "Chosen row" });
  await expect(chosen).toContainText("No row of the checkpoint fits this one.");
  await expectAccessible(page);

  await page.getByText(/^By number \(/).click();
  await expect(page.getByLabel("Row 3, C2f, starts anew")).toBeVisible();
  await page.getByLabel("Row 3, C2f, starts anew").click();
  await expect(chosen).toContainText("The checkpoint's row 3 is Conv, not C2f.");
  await page.getByText(/^Aligned \(/).click();
  await expect(page.getByLabel("Row 3, C2f, loads")).toBeVisible();

  await page.getByRole("link", { name: "Train with these weights" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "New run" })).toBeVisible();
  await expect(page.getByRole("combobox", { name: "Weights to start from" })).toHaveValue(
    "plain.pt",
  );
  const rows = page.getByRole("list", { name: "Rows" });
  await expect(rows.getByRole("button", { name: "2 Conv starts anew" })).toBeVisible();
  await expect(rows.getByRole("button", { name: "3 C2f loads" })).toBeVisible();
  await page.getByRole("button", { name: "Show on the graph" }).click();
  const dialog = page.getByRole("dialog", { name: "What is transferred" });
  await expect(dialog.getByLabel("Row 3, C2f, loads")).toBeVisible();
});

test("a teacher is chosen from the checkpoints, and one that does not fit is told at its field", async ({
  page,
  server,
  files,
}) => {
  const teacher = await imported(server, join(files, "plain.pt"));
  await design(server, "pupil", LONGER);
  await design(server, "pupil-of-one-level", LONGER.replace("[3, 4]", "[4]"));

  await page.goto(`${server.url}/runs/new?architecture=pupil-of-one-level`);
  await page.getByRole("textbox", { name: "Search arguments" }).fill("distill_model");
  const field = page.getByRole("combobox", { name: "distill_model" });
  await expect(field).toHaveValue("");
  const asked = page.waitForRequest(
    (request) => request.postDataJSON()?.args?.distill_model === teacher,
  );
  await field.selectOption("plain.pt");
  expect(new URL((await asked).url()).pathname).toBe("/api/train-args/check");
  await expect(field).toHaveAccessibleDescription(/both must have the same levels/);

  await page.getByRole("combobox", { name: "Architecture" }).click();
  await page.getByRole("option", { name: "pupil", exact: true }).click();
  await expect(field).toHaveValue(teacher);
  await expect(field).not.toHaveAccessibleDescription(/both must have the same levels/);
});
