import { StatusBadge } from "../../ui/StatusBadge";
import type { ModuleSummary } from "./queries";
import classes from "./StateBadge.module.css";
import { stateInWords } from "./states";

interface StateBadgeProps {
  state: ModuleSummary["state"];
  /** There are unsaved changes in this browser. */
  draft: boolean;
}

/** What the last check of one's own module says, unless there is something newer unsaved. */
export function StateBadge({ state, draft }: StateBadgeProps) {
  const words = stateInWords(state, draft);
  if (!words) return null;
  return (
    <span title={words.what} className={classes.badge}>
      <StatusBadge status={words.status} label={words.label} />
    </span>
  );
}
