import { Workflow } from "lucide-react";
import { EmptyState } from "../../ui/EmptyState";
import { formatNumber } from "../../ui/format";
import { MOST_DRAWN } from "./drawable";

/** In place of a drawing that nobody could take in. */
export function Undrawn({ rows }: { rows: number }) {
  return (
    <div role="alert">
      <EmptyState icon={Workflow} title={`${formatNumber(rows)} rows are too many to be drawn`}>
        At most {formatNumber(MOST_DRAWN)} are drawn and inspected. The text can be edited and saved
        all the same.
      </EmptyState>
    </div>
  );
}
