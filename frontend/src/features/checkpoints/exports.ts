/** Exports in words. Pure. */
import { formatNumber } from "../../ui/format";
import type { Export, FormatInfo } from "./queries";

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

/** A precision of a format, and what keeps one from it here; null: nothing. */
export interface Precision {
  bits: number;
  lack: string | null;
}

const NO_PICTURES =
  "8 bits need pictures of the data set that it was trained on, and none is known for this one.";

/** All precisions of a format, the finest first. `pictures`: those of a data set are there to measure ranges on. */
export function precisionsOf(info: FormatInfo, pictures: boolean): Precision[] {
  const here = info.precisions.map((bits) => {
    return { bits, lack: bits === 8 && !pictures ? NO_PICTURES : null };
  });
  const lacking = Object.entries(info.lacking).map(([bits, lack]) => ({
    bits: Number(bits),
    lack,
  }));
  return [...here, ...lacking].sort((a, b) => b.bits - a.bits);
}
