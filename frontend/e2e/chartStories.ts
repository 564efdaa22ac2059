/** What the stories that look at curves share. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import type { Server } from "./server";

/** The rows of results.csv as text, by column. */
export function results(server: Server, id: string): Record<string, string>[] {
  return csvRows(readFileSync(join(server.workspace, "runs", id, "results.csv"), "utf8"));
}

/** The rows of a CSV file without quotes, as text, by column. */
export function csvRows(text: string): Record<string, string>[] {
  const [head = "", ...lines] = text.trim().split("\n");
  const names = head.split(",").map((name) => name.trim());
  return lines.map((line) => {
    const cells = line.split(",").map((cell) => cell.trim());
    return Object.fromEntries(names.map((name, at) => [name, cells[at] ?? ""]));
  });
}

/** The text of the file that is saved by what `press` does. */
export async function savedText(page: Page, press: () => Promise<void>): Promise<string> {
  const download = page.waitForEvent("download");
  await press();
  return readFileSync(await (await download).path(), "utf8");
}

/** Chooses from the menu of a chart; another's may still be closing. */
export async function choose(page: Page, chart: string, item: string): Promise<void> {
  await page.getByRole("button", { name: `Menu of ${chart}` }).click();
  await page
    .getByRole("menu", { name: `Menu of ${chart}` })
    .getByRole("menuitem", { name: item })
    .click();
}
