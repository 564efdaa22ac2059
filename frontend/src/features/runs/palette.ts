import type { PaletteSource } from "../../app/palette";
import { formatExact } from "../../ui/format";
import { runsQuery } from "./queries";
import { runTitle } from "./run";

/** As many as somebody may look for by name; older ones are found in the list. */
const SHOWN = 50;

export const paletteEntries: PaletteSource = async (client) => {
  const runs = await client.ensureQueryData(runsQuery);
  const found = runs.slice(0, SHOWN).map((run) => ({
    group: "Runs",
    label: runTitle(run),
    hint: `${run.status}, ${formatExact(new Date(run.created))}`,
    words: run.id,
    to: `/runs/${run.id}`,
  }));
  return [
    ...found,
    { group: "Runs", label: "Sweeps", words: "hyperparameter search", to: "/sweeps" },
  ];
};
