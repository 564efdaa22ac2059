/** What travels when a module is dragged from the palette to the canvas. */
import type { DragEvent } from "react";

export const MODULE_TYPE = "application/x-yolosmith-module";

export function dragModule(event: DragEvent, name: string): void {
  event.dataTransfer.setData(MODULE_TYPE, name);
  event.dataTransfer.setData("text/plain", name);
  event.dataTransfer.effectAllowed = "copy";
}

export function draggedModule(event: DragEvent): string | null {
  return event.dataTransfer.getData(MODULE_TYPE) || null;
}
