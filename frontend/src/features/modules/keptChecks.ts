/** Results of checks in this session by what was checked, so that going back to a text shows its own. */
import { withoutNulls } from "./contracts";
import type { Check, ModuleText } from "./queries";

const MOST = 100;
const kept = new Map<string, Check>();

/** What a check depends on, as one word. */
export function checkKey(name: string, { source, contract }: ModuleText): string {
  return JSON.stringify([name, source, withoutNulls(contract)]);
}

export function keep(key: string, check: Check): void {
  kept.delete(key);
  kept.set(key, check);
  const oldest = kept.keys().next();
  if (kept.size > MOST && !oldest.done) kept.delete(oldest.value);
}

export const keptCheck = (key: string): Check | undefined => kept.get(key);
