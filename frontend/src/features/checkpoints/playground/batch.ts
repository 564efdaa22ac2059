/** Batches in words. Pure. */
import { formatDuration, formatNumber } from "../../../ui/format";
import type { Batch, FrameResult } from "../queries";

/** "120 of 400 frames, 12 s left" */
export function progressText({ kind, done, total, left, status, failed, error }: Batch): string {
  const noun = kind === "video" ? "frames" : "pictures";
  const bad = failed > 0 ? `, ${formatNumber(failed)} cannot be read` : "";
  if (status === "failed") return error ?? "It failed";
  if (status === "running" && done === 0) return "Waits or begins";
  const of = total === null || status !== "running" ? "" : ` of ${formatNumber(total)}`;
  const rest = left === null ? "" : `, ${formatDuration(left)} left`;
  const end = status === "stopped" ? ", stopped" : "";
  return `${formatNumber(done)}${of} ${noun}${bad}${rest}${end}`;
}

/** "red 2, blue 1", or the likeliest class, or why there is nothing. */
export function foundText({ boxes, scores, error }: FrameResult): string {
  if (error) return error;
  const best = scores?.[0];
  if (best) return `${best.name} ${best.conf.toFixed(2)}`;
  const counts = new Map<string, number>();
  for (const { name } of boxes ?? []) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${name} ${count}`).join(", ") || "nothing";
}

/** 63.25 → "1:03.25" */
export function clock(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return `${minutes}:${(seconds - 60 * minutes).toFixed(2).padStart(5, "0")}`;
}
