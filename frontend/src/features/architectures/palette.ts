import type { PaletteSource } from "../../app/palette";
import { architecturesQuery } from "./queries";

export const paletteEntries: PaletteSource = async (client) =>
  (await client.ensureQueryData(architecturesQuery)).map(({ name, preset, family, task }) => ({
    group: "Architectures",
    label: name,
    hint: preset ? "preset" : "yours",
    words: `${family ?? ""} ${task ?? ""}`,
    to: `/architectures/${name}`,
  }));
