/** The kinds of what can be freed, in words. Pure. */
import type { DiskKind, Leftover } from "./queries";

interface Words {
  name: string;
  /** What it is, and what is lost with it. */
  what: string;
  /** Ticked at first: nobody misses it. */
  usual: boolean;
}

export const KINDS: Record<DiskKind, Words> = {
  scratch: { name: "Scratch files", what: "What checks of modules left behind.", usual: true },
  remains: {
    name: "Remains",
    what: "Half of runs, data sets and imports that were cut off or deleted.",
    usual: true,
  },
  checks: {
    name: "Kept checks",
    what: "Results for sources that no module has any more.",
    usual: true,
  },
  descriptions: {
    name: "Descriptions of weights",
    what: "Kept for lists; the weights have gone.",
    usual: true,
  },
  logs: { name: "Older logs", what: "The newest file stays.", usual: true },
  exports: {
    name: "Outdated exports",
    what: "Made of weights that have changed since or have gone.",
    usual: true,
  },
  batches: {
    name: "Predictions on folders and videos",
    what: "Their results and drawn videos; the pictures themselves stay.",
    usual: false,
  },
  resumable: {
    name: "Resumable copies",
    what: "Weights with the optimizer's state. Without them a completed run cannot be extended.",
    usual: false,
  },
  last: {
    name: "Last weights of completed runs",
    what: "The best ones stay. What was trained from them keeps its own copy.",
    usual: false,
  },
  snapshots: { name: "Snapshots", what: "Weights kept of chosen epochs.", usual: false },
};

/** Those that there are, the largest first; those that are used stay in sight with the reason. */
export function present(kinds: readonly Leftover[]): Leftover[] {
  return kinds
    .filter(({ count, used }) => count > 0 || used !== null)
    .sort((a, b) => b.bytes - a.bytes);
}

/** What is ticked before anybody has chosen. */
export function usual(kinds: readonly Leftover[]): DiskKind[] {
  return kinds.filter(({ kind, count }) => count > 0 && KINDS[kind].usual).map(({ kind }) => kind);
}

export function sum(kinds: readonly Leftover[], ticked: ReadonlySet<DiskKind>) {
  const chosen = kinds.filter(({ kind }) => ticked.has(kind));
  return {
    bytes: chosen.reduce((sum, { bytes }) => sum + bytes, 0),
    count: chosen.reduce((sum, { count }) => sum + count, 0),
  };
}
