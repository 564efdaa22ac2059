import { runTitle } from "../run";
import type { Sweep } from "./queries";

/** What a sweep is called: its name, or what is varied of what. */
export function sweepTitle({ request }: Pick<Sweep, "request">): string {
  if (request.name) return request.name;
  const { architecture = null, checkpoint = null, scale = null, dataset } = request.run;
  return `Sweep of ${runTitle({ architecture, checkpoint, scale, dataset })}`;
}
