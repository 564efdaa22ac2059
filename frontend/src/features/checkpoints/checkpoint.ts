import { formatExact } from "../../ui/format";
import type { Checkpoint, Detection } from "./queries";

/** What it is called on the screen: the run's name is long, its time says nothing here. */
export function checkpointTitle(checkpoint: Checkpoint): string {
  if (checkpoint.run === null) return checkpoint.name;
  return `${checkpoint.architecture ?? checkpoint.run} · ${checkpoint.weights}`;
}

/** What it is called where one chooses: of one architecture on one data set there are weights of many runs. */
export function checkpointChoice(checkpoint: Checkpoint): string {
  const { run, dataset, created } = checkpoint;
  if (run === null) return checkpoint.name;
  const on = dataset ? ` (${dataset})` : "";
  return `${checkpointTitle(checkpoint)}${on}, ${formatExact(new Date(created))}`;
}

/** Class names in the order of their numbers. */
export function classNames(names: Record<string, string>): string[] {
  return Object.entries(names)
    .sort(([one], [other]) => Number(one) - Number(other))
    .map(([, name]) => name);
}

export interface ClassCount {
  cls: number;
  name: string;
  count: number;
}

/** How many boxes each class has that occurs at all, at this confidence, whether hidden or not. */
export function countClasses(boxes: readonly Detection[], confidence: number): ClassCount[] {
  const found = new Map<number, ClassCount>();
  for (const { cls, name, conf } of boxes) {
    const entry = found.get(cls) ?? { cls, name, count: 0 };
    if (conf >= confidence) entry.count += 1;
    found.set(cls, entry);
  }
  return [...found.values()].sort((one, other) => one.cls - other.cls);
}

/**
 * The next checkpoint of a run to look into, so that the list fills up by itself, one at a time. Those of
 * which the run tells enough are left alone: while it trains they change with every epoch.
 */
export function nextToDescribe(
  checkpoints: readonly Checkpoint[],
  failed: ReadonlySet<string>,
): string | undefined {
  return checkpoints.find((one) => one.state === "new" && !isKnown(one) && !failed.has(one.id))?.id;
}

function isKnown({ task, names }: Checkpoint): boolean {
  return task !== null && Object.keys(names).length > 0;
}
