import type { Run } from "./queries";
import { asText } from "./trainArgs";

/** What a run is called: what is trained, and on what. */
export function runTitle(run: Pick<Run, "architecture" | "checkpoint" | "scale" | "dataset">) {
  return `${runModel(run)} on ${run.dataset}`;
}

export function runModel(run: Pick<Run, "architecture" | "checkpoint" | "scale">): string {
  const scale = run.scale ? ` ${run.scale}` : "";
  return `${run.architecture ?? run.checkpoint ?? "?"}${scale}`;
}

/** An argument of a run as it holds: an extended run has more epochs than it was given. */
export function argumentOf(
  run: Pick<Run, "args" | "epochs" | "extended">,
  name: string,
  byDefault: unknown,
): unknown {
  if (name === "epochs" && run.extended) return run.epochs;
  return run.args && name in run.args ? run.args[name] : byDefault;
}

/** How many epochs a run was to have before it was extended; null where an argument is as it was given. */
export function extendedFrom(
  run: Pick<Run, "args" | "extended">,
  name: string,
  byDefault: unknown,
): string | null {
  if (name !== "epochs" || !run.extended) return null;
  return `extended from ${asText(run.args?.epochs ?? byDefault)}`;
}

const ACTIVE = new Set(["queued", "running", "stopping"]);

/** Whether the run still goes on, or will. */
export function isActive(run: Pick<Run, "status">): boolean {
  return ACTIVE.has(run.status);
}

/** Seconds of training until now, without those in which it had been stopped; null before the start. */
export function runSeconds(
  { started, trained, began }: Pick<Run, "started" | "trained" | "began">,
  now: number,
): number | null {
  if (!started) return null;
  return trained + (began ? Math.max(0, (now - Date.parse(began)) / 1000) : 0);
}
