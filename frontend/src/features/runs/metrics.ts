import { formatNumber } from "../../ui/format";

/** The columns of results.csv by which detectors are compared. */
export const MAP50 = "metrics/mAP50(B)";
export const MAP50_95 = "metrics/mAP50-95(B)";

/** Columns that hold a measure, in the order in which they are read. */
const MEASURES = [
  "mAP50",
  "mAP50-95",
  "precision",
  "recall",
  "F1",
  "accuracy_top1",
  "accuracy_top5",
  "mIoU",
  "pixel_acc",
];

/** A column as people say it: "metrics/mAP50(B)" is "mAP50", of masks "mAP50 (masks)". */
export function metricName(column: string): string {
  const found = /^metrics\/([^(]+)(?:\((.)\))?$/.exec(column);
  if (!found) return column;
  const of = { M: " (masks)", P: " (keypoints)" }[found[2] ?? ""] ?? "";
  return `${found[1]}${of}`;
}

/** By task: what one looks at first, and what comes beside it. */
const OF_TASK: Record<string, readonly [string, string]> = {
  segment: ["metrics/mAP50(M)", "metrics/mAP50-95(M)"],
  pose: ["metrics/mAP50(P)", "metrics/mAP50-95(P)"],
  classify: ["metrics/accuracy_top1", "metrics/accuracy_top5"],
  semantic: ["metrics/mIoU", "metrics/pixel_acc"],
  depth: ["metrics/delta1", "metrics/abs_rel"],
};

/** The two measures of a model of this task that one looks at first. */
export function headlines(task: string | null | undefined): readonly [string, string] {
  return OF_TASK[task ?? ""] ?? [MAP50, MAP50_95];
}

/** The measures among the columns, the most telling first. */
export function measures(columns: readonly string[]): string[] {
  const rank = (column: string) => {
    const at = MEASURES.indexOf(metricName(column).split(" ")[0] ?? "");
    return at < 0 ? MEASURES.length : at;
  };
  return columns
    .filter((column) => column.startsWith("metrics/"))
    .sort((a, b) => rank(a) - rank(b));
}

/** A measure from 0 to 1, always with four places: 0.0005, not 4.60e−4. */
export function formatScore(value: number | null | undefined): string {
  return formatNumber(value, 4);
}
