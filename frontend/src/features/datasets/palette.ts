import type { PaletteSource } from "../../app/palette";
import { formatNumber } from "../../ui/format";
import { datasetsQuery } from "./queries";

export const paletteEntries: PaletteSource = async (client) =>
  (await client.ensureQueryData(datasetsQuery)).map(({ name, status, images }) => ({
    group: "Data sets",
    label: name,
    hint: status === "ready" ? `${formatNumber(images)} pictures` : status,
    to: `/datasets/${name}`,
  }));
