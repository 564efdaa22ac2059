import type { PaletteSource } from "../../app/palette";

export const paletteEntries: PaletteSource = async () => [
  { group: "Pages", label: "System log", words: "server errors warnings", to: "/log" },
];
