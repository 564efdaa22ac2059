/** How things in the workspace may be called. */
const NAME = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/;

/** Why a new architecture cannot be called this; null where it can. */
export function nameProblem(name: string, taken: readonly string[]): string | null {
  if (!NAME.test(name)) {
    return "Begin with a letter or _, then letters, digits, _ and -, at most 64";
  }
  const lower = name.toLowerCase(); // on some systems file names differ in more than case
  const same = taken.find((other) => other.toLowerCase() === lower);
  return same ? `There is ${same} already` : null;
}

/** A name that is free: `yolo11-copy`, `yolo11-copy-2` … */
export function freeName(name: string, taken: readonly string[]): string {
  const lower = new Set(taken.map((other) => other.toLowerCase()));
  const stem = name.replace(/[^A-Za-z0-9_-]/g, "-").slice(0, 56);
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? stem : `${stem}-${number}`;
    if (!lower.has(candidate.toLowerCase())) return candidate;
  }
}
