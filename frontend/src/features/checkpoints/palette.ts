import type { PaletteSource } from "../../app/palette";
import { formatExact } from "../../ui/format";
import { checkpointTitle } from "./checkpoint";
import { checkpointsQuery } from "./queries";

/** As many as somebody may look for by name; older ones are found in the list. */
const SHOWN = 50;

export const paletteEntries: PaletteSource = async (client) => {
  const checkpoints = await client.ensureQueryData(checkpointsQuery);
  return checkpoints.slice(0, SHOWN).map((one) => ({
    group: "Checkpoints",
    label: checkpointTitle(one),
    hint: [one.dataset ?? one.task, formatExact(new Date(one.created))].filter(Boolean).join(", "),
    words: one.id,
    to: `/checkpoints/${one.id}`,
  }));
};
