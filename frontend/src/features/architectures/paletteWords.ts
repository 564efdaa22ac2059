/** How a module is coloured and what its state is called. Pure. */
import type { ModuleSummary } from "../modules/queries";

export function kindOfModule({ custom, contract }: ModuleSummary): string {
  if (custom) return "custom";
  if (contract?.rule === "join") return "join";
  return contract?.rule === "head" ? "head" : "backbone";
}

/** Of one's own modules whose check has not passed. */
export function stateOfModule({ custom, state }: ModuleSummary): string | null {
  return custom && state && state !== "checked" ? state : null;
}
