import { formatDuration, formatNumber, formatPercent } from "../../ui/format";
import type { Dataset, DatasetDetail, SplitStatistics } from "./queries";

/** The statistics of one split, or of all splits together. */
export function statisticsOf(dataset: DatasetDetail, split: string | undefined): SplitStatistics {
  const parts = Object.entries(dataset.statistics ?? {})
    .filter(([name]) => split === undefined || name === split)
    .map(([, part]) => part);
  const sizes = new Map<string, SplitStatistics["image_sizes"][number]>();
  for (const size of parts.flatMap((part) => part.image_sizes)) {
    const key = `${size.width}×${size.height}`;
    sizes.set(key, { ...size, count: size.count + (sizes.get(key)?.count ?? 0) });
  }
  return {
    images: total(parts.map((part) => part.images)),
    boxes: total(parts.map((part) => part.boxes)),
    backgrounds: total(parts.map((part) => part.backgrounds)),
    classes: columnTotals(parts.map((part) => part.classes)),
    box_sizes: columnTotals(parts.map((part) => part.box_sizes)),
    positions: columnTotals(parts.map((part) => part.positions)),
    image_sizes: [...sizes.values()].sort((one, other) => other.count - one.count),
    distinct_image_sizes: Math.max(0, ...parts.map((part) => part.distinct_image_sizes)),
  };
}

/** What the classes of a task's data are counted in; of depth maps there are none. */
export function counted(task: string | null | undefined): "boxes" | "pictures" | null {
  if (task === "depth") return null;
  return task === "classify" ? "pictures" : "boxes";
}

export interface ClassCount {
  cls: number;
  name: string;
  boxes: number;
}

/** Classes by their number of boxes, the most frequent first: how balanced they are is seen at once. */
export function classCounts(names: readonly string[], boxes: readonly number[]): ClassCount[] {
  return names
    .map((name, cls) => ({ cls, name, boxes: boxes[cls] ?? 0 }))
    .sort((one, other) => other.boxes - one.boxes || one.cls - other.cls);
}

/** The bins of box sizes in words: "below 0.5 %", "2 – 4 %". */
export function binLabels(edges: readonly number[]): string[] {
  return edges.slice(1).map((high, bin) => {
    const low = edges[bin] ?? 0;
    const digits = low > 0 && low < 0.01 ? 1 : 0;
    if (low === 0) return `below ${formatPercent(high, high < 0.01 ? 1 : 0)}`;
    return `${formatNumber(low * 100, digits)} – ${formatPercent(high, 0)}`;
  });
}

export interface Health {
  tone: "ok" | "warning";
  text: string;
}

/** What the import had to do, in a few words. */
export function health({ repairs }: Pick<Dataset, "repairs">): Health {
  const parts = [
    repairs?.dropped ? `${formatNumber(repairs.dropped)} dropped` : "",
    repairs?.repaired ? `${formatNumber(repairs.repaired)} repaired` : "",
    repairs?.noted ? `${formatNumber(repairs.noted)} noted` : "",
  ].filter(Boolean);
  const tone = repairs?.dropped || repairs?.repaired ? "warning" : "ok";
  return { tone, text: parts.join(", ") || "Nothing to repair" };
}

/** "Checking pictures: 12 of 364, 3 s left", or the step alone where the total is not known. */
export function progressText(progress: Dataset["progress"]): string {
  if (!progress) return "Importing";
  const { message, done, total: all, left } = progress;
  if (!all) return message ?? "";
  const rest = left ? `, ${formatDuration(left)} left` : "";
  return `${message}: ${formatNumber(done)} of ${formatNumber(all)}${rest}`;
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

function columnTotals(rows: readonly (readonly number[])[]): number[] {
  const length = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length }, (_, column) => total(rows.map((row) => row[column] ?? 0)));
}
