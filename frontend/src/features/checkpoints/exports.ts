/** Exports in words. Pure. */
import { formatNumber } from "../../ui/format";
import type { Export } from "./queries";

/** How the boxes of both compare; nothing where neither finds one. */
export function boxesText(made: Export): string {
  const {
    boxes,
    boxes_missing: missing,
    box_difference: apart,
    confidence_difference: conf,
  } = made;
  if (boxes === 0 && missing === 0) {
    return conf > 0 ? `scores by at most ${conf.toFixed(4)}` : "no boxes to compare";
  }
  const found = `${formatNumber(boxes)} ${boxes === 1 ? "box" : "boxes"}`;
  const where = `edges by at most ${apart.toFixed(2)} px, confidence ${conf.toFixed(4)}`;
  return missing === 0 ? `${found}: ${where}` : `${found}, ${missing} on one side only: ${where}`;
}

export function picturesText(pictures: number): string {
  if (pictures === 0) return "noise";
  return pictures === 1 ? "1 picture" : `${pictures} pictures`;
}

/** "16 bits, any size, boxes without overlap" */
export function optionsText({ precision, dynamic, nms, simplify }: Export): string {
  const words = [`${precision} bits`];
  if (dynamic) words.push("any size");
  if (nms) words.push("boxes without overlap");
  if (!simplify) words.push("not simplified");
  return words.join(", ");
}
