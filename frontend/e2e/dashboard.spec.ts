import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expectAccessible } from "./accessible";
import { expect, test } from "./server";

test("the dashboard shows machine and disk, and frees what it has told", async ({
  page,
  server,
}) => {
  const scratch = join(server.workspace, ".yolosmith/scratch");
  mkdirSync(scratch, { recursive: true });
  writeFileSync(join(scratch, "left.bin"), Buffer.alloc(3 * 1024 * 1024));
  await expect
    .poll(async () => ((await server.request("/api/status")) as { devices: [] }).devices.length, {
      timeout: 150_000,
    })
    .toBeGreaterThan(0); // the inspector is at rest then
  await page.goto(server.url);

  const machine = page.getByRole("region", { name: "Machine" });
  await expect(machine.getByText(/^Processor, \d+ cores$/)).toBeVisible();
  await expect(page.getByRole("region", { name: "Workers and queue" })).toContainText("Inspector");
  await expect(page.getByRole("region", { name: "Disk" })).toContainText("free");
  await expectAccessible(page);

  await page.getByRole("button", { name: "Clean up" }).click();
  const dialog = page.getByRole("dialog", { name: "Clean up" });
  await expect(dialog.getByRole("checkbox", { name: "Scratch files" })).toBeChecked();
  await expect(dialog.getByRole("status")).toContainText(/Frees [\d.]+ MiB in \d+ places?/);
  await expectAccessible(page);
  await dialog.getByRole("button", { name: /^Free / }).click();
  await expect(page.getByText(/MiB freed$/)).toBeVisible();
  expect(existsSync(join(scratch, "left.bin"))).toBe(false);
});

test("the server's log is searched, followed and paused", async ({ page, server }) => {
  await page.goto(server.url);
  await page.getByRole("link", { name: "Log", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("System log");
  const log = page.getByRole("log", { name: "Server's log" });
  await expect(log).toContainText("Application startup complete");
  await expect(page.getByText(".yolosmith/logs/server.log")).toBeVisible();
  await expectAccessible(page);

  const clean = () =>
    server.request("/api/disk/clean", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ what: ["logs", "checks"] }),
    });
  await clean();
  await expect(log).toContainText("cleaned up logs, checks");

  await page.getByRole("textbox", { name: "Search the log" }).fill("cleaned up");
  await expect(log).not.toContainText("Application startup complete");
  const before = await log.getByText("cleaned up logs, checks").count();
  await page.getByRole("button", { name: "Pause" }).click();
  await clean();
  await expect(page.getByText(/, paused$/)).toBeVisible();
  await expect(log.getByText("cleaned up logs, checks")).toHaveCount(before);
  await page.getByRole("button", { name: "Follow" }).click();
  await expect(log.getByText("cleaned up logs, checks")).toHaveCount(before + 1);
  await page.getByText("Errors", { exact: true }).click();
  await expect(page.getByText("No line of the log matches.")).toBeVisible();
});
