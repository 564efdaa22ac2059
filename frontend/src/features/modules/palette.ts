import type { PaletteSource } from "../../app/palette";
import { modulesQuery } from "./queries";

export const paletteEntries: PaletteSource = async (client) =>
  (await client.ensureQueryData(modulesQuery)).map(({ name, custom, category, description }) => ({
    group: "Modules",
    label: name,
    hint: custom ? "yours" : category,
    words: description,
    to: `/modules/${encodeURIComponent(name)}`,
  }));
