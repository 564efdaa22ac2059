import { StatusBadge } from "../../ui/StatusBadge";
import type { ModuleSummary } from "./queries";

interface StateBadgeProps {
  state: ModuleSummary["state"];
  /** There are unsaved changes in this browser. */
  draft: boolean;
}

const BADGES = {
  checked: { status: "passed", label: "Checked" },
  changed: { status: "changed", label: "Changed" },
  failing: { status: "failed", label: "Failing" },
  unchecked: { status: "queued", label: "Unchecked" },
} as const;

/** What the last check of one's own module says, unless there is something newer unsaved. */
export function StateBadge({ state, draft }: StateBadgeProps) {
  if (draft) return <StatusBadge status="changed" label="Unsaved" />;
  return state && <StatusBadge {...BADGES[state]} />;
}
