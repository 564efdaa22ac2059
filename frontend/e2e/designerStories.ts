import type { Locator, Page } from "@playwright/test";
import type { Server } from "./server";

export const TINY = `nc: 3
scales:
  n: [0.5, 0.25, 1024]
  s: [0.5, 0.5, 1024]
backbone:
  - [-1, 1, Conv, [64, 3, 2]]
  - [-1, 1, Conv, [128, 3, 2]]
  - [-1, 1, Conv, [256, 3, 2]] # P3
head:
  - [-1, 1, nn.Upsample, [None, 2, nearest]]
  - [[-1, 1], 1, Concat, [1]]
  - [[4, 2], 1, Detect, [nc]]
`;

export async function saveArchitecture(server: Server, name: string, yaml = TINY): Promise<void> {
  await server.request(`/api/architectures/${name}`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ yaml }),
  });
}

/** The first inspection starts the engine, which may take a while on a busy machine. */
export async function startEngine(server: Server): Promise<void> {
  await server.request("/api/architectures/inspect", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ yaml: TINY }),
  });
}

export async function savedText(server: Server, name: string): Promise<string> {
  const saved = (await server.request(`/api/architectures/${name}`)) as { yaml: string };
  return saved.yaml;
}

/** Puts the cursor of the text at the end of a line. */
export async function goTo(page: Page, name: string, line: number): Promise<void> {
  await page.getByRole("textbox", { name: `YAML of ${name}` }).focus();
  await page.keyboard.press("Control+Home");
  for (let at = 1; at < line; at++) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("End");
}

export const row = (page: Page, index: number, module: string): Locator =>
  page.getByRole("group", { name: new RegExp(`^Row ${index}, ${module}`) });

/** Waits for the shapes of a page just opened: a busy machine takes its time. */
export async function drawn(page: Page, index: number, module: string, text: string) {
  await row(page, index, module).getByText(text).first().waitFor({ timeout: 150_000 });
}

export const rows = (page: Page): Locator => page.locator(".react-flow__node-row");

/** Saves by keyboard and waits until it is. */
export async function save(page: Page): Promise<void> {
  await page.keyboard.press("Control+s");
  await page.getByText("Saved", { exact: true }).waitFor();
}

/** Where something is shown once it has come to rest: a drawing that is fitted anew moves for a while. */
export async function boxOf(target: Locator) {
  let before = "";
  for (;;) {
    const box = await target.boundingBox();
    if (!box) throw new Error("it is not shown");
    const now = JSON.stringify(box);
    if (now === before) return box;
    before = now;
    await target.page().waitForTimeout(100);
  }
}

export async function centreOf(target: Locator): Promise<{ x: number; y: number }> {
  const box = await boxOf(target);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
