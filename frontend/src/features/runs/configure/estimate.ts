/** How long an epoch is expected to take, from runs that there were. Pure. */
import type { Run } from "../queries";

export interface Planned {
  architecture: string | null;
  checkpoint: string | null;
  scale: string | null;
  imgsz: unknown;
  /** Pictures of an epoch. */
  images: number;
  /** "cpu", "0"; null: unknown. */
  device: string | null;
}

const DEFAULT_IMGSZ = 640;

type Known = Pick<
  Run,
  "architecture" | "checkpoint" | "scale" | "args" | "images" | "device" | "epoch_seconds"
>;

/** Seconds, by the newest run of the same model at the same size on the same device; else null. */
export function epochSeconds(runs: readonly Known[], planned: Planned): number | null {
  const like = runs.find(
    (run) =>
      (run.epoch_seconds ?? 0) > 0 &&
      (run.images ?? 0) > 0 &&
      run.architecture === planned.architecture &&
      run.checkpoint === planned.checkpoint &&
      (planned.architecture === null || run.scale === planned.scale) &&
      (run.args?.imgsz ?? DEFAULT_IMGSZ) === planned.imgsz &&
      deviceName(run.device) === deviceName(planned.device),
  );
  if (!like) return null;
  return ((like.epoch_seconds ?? 0) * planned.images) / (like.images ?? 1);
}

/** "cuda:0", "0" and "cuda" are the same. */
function deviceName(device: string | null | undefined): string {
  const name = (device ?? "").replace("cuda:", "");
  return name === "cuda" ? "0" : name;
}
