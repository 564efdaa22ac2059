/** What the stories of the Module Designer share. */
import type { Page } from "@playwright/test";
import { expect, type Server } from "./server";

/** The engine starts with the first check, and the machine may be busy. */
export const CHECKED = { timeout: 150_000 };

/** A small block that passes; `body` goes into its constructor and `forward`. */
export const blockCalled = (name: string) => `import torch
from torch import nn


class ${name}(nn.Module):
    """Mixes the channels.

    Args:
        c1: Channels of the input.
        c2: Channels of the output.
    """

    def __init__(self, c1: int, c2: int):
        super().__init__()
        self.mix = nn.Conv2d(c1, c2, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.mix(x)
`;

export async function saveModule(
  server: Server,
  name: string,
  source = blockCalled(name),
): Promise<void> {
  await put(server, `/api/modules/${name}`, { source });
}

/** An architecture with one row of a module. */
export async function saveUser(server: Server, name: string, module: string): Promise<void> {
  const yaml = [
    "nc: 3",
    "backbone:",
    "  - [-1, 1, Conv, [16, 3, 2]]",
    `  - [-1, 1, ${module}, [32]] # ours`,
    "head:",
    "  - [[0, 1], 1, Detect, [nc]]",
    "",
  ].join("\n");
  await put(server, `/api/architectures/${name}`, { yaml });
}

async function put(server: Server, path: string, body: unknown): Promise<void> {
  await server.request(path, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** Opens an empty editor for a new module, as a person does. */
export async function beginEmpty(page: Page, server: Server, name: string): Promise<void> {
  await page.goto(`${server.url}/modules?new`);
  await page.getByLabel("Name of the class").fill(name);
  await page.getByRole("radio", { name: "Empty editor" }).click();
  await page.getByRole("button", { name: "Write it" }).click();
  await expect(page).toHaveURL(new RegExp(`/modules/${name}$`));
}

/** Pastes a text into the editor in place of what it holds. */
export async function paste(page: Page, label: string, text: string): Promise<void> {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("textbox", { name: label }).focus(CHECKED); // the editor may be loading
  await page.keyboard.press("Control+a");
  await page.evaluate((value) => navigator.clipboard.writeText(value), text);
  await page.keyboard.press("Control+v");
}

/** The entry of the list at the left. */
export const entry = (page: Page, name: string) =>
  page
    .getByRole("navigation", { name: "Modules by category" })
    .getByRole("link", { name: new RegExp(`^${name}\\b`) });

/** Something out of the module's menu. While the editor is still loading, a click may take its time. */
export async function menu(page: Page, item: string): Promise<void> {
  await page.getByRole("button", { name: "More actions" }).click(CHECKED);
  await page.getByRole("menuitem", { name: item }).click();
}
