import type { Run } from "./queries";

/** What a run is called: what is trained, and on what. */
export function runTitle(run: Pick<Run, "architecture" | "checkpoint" | "scale" | "dataset">) {
  return `${runModel(run)} on ${run.dataset}`;
}

export function runModel(run: Pick<Run, "architecture" | "checkpoint" | "scale">): string {
  const scale = run.scale ? ` ${run.scale}` : "";
  return `${run.architecture ?? run.checkpoint ?? "?"}${scale}`;
}

const ACTIVE = new Set(["queued", "running", "stopping"]);

/** Whether the run still goes on, or will. */
export function isActive(run: Pick<Run, "status">): boolean {
  return ACTIVE.has(run.status);
}

/** Seconds from the start to the end, or to now; null before the start. */
export function runSeconds(run: Pick<Run, "started" | "ended">, now: number): number | null {
  if (!run.started) return null;
  const end = run.ended ? Date.parse(run.ended) : now;
  return Math.max(0, (end - Date.parse(run.started)) / 1000);
}
