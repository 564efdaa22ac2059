/** The states of one's own modules in words. Pure. */
import type { ModuleSummary } from "./queries";

interface InWords {
  /** As `StatusBadge` knows it: icon and colour. */
  status: string;
  label: string;
  /** Longer, for who rests on it. */
  what: string;
}

const STATES: Record<NonNullable<ModuleSummary["state"]>, InWords> = {
  checked: { status: "passed", label: "Checked", what: "Its check passed." },
  changed: { status: "changed", label: "Changed", what: "Its source has changed since its check." },
  failing: { status: "failed", label: "Failing", what: "Its check failed." },
  unchecked: { status: "queued", label: "Unchecked", what: "It was never checked." },
};

const UNSAVED: InWords = {
  status: "changed",
  label: "Unsaved",
  what: "There are changes in this browser that are not saved.",
};

/** What is newest of a module: an unsaved change, else what its check said; null of a built-in. */
export function stateInWords(state: ModuleSummary["state"], draft: boolean): InWords | null {
  if (draft) return UNSAVED;
  return state ? STATES[state] : null;
}
