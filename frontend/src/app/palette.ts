import type { QueryClient } from "@tanstack/react-query";
import { currentActions } from "./actions";
import { destinations } from "./navigation";

/** A line of the palette. It leads to a page (`to`) or does something (`run`). */
export interface PaletteEntry {
  group: string;
  label: string;
  /** In small type behind the label. */
  hint?: string;
  /** More words by which it is found. */
  words?: string;
  keys?: string;
  to?: string;
  run?: () => void;
}

/**
 * What a feature's `palette.ts` exports: the things that it knows by name. Called when the
 * palette opens; use `client.ensureQueryData` so that what is known already is not asked again.
 */
export type PaletteSource = (client: QueryClient) => Promise<PaletteEntry[]>;

const sources = import.meta.glob<{ paletteEntries: PaletteSource }>("../features/*/palette.ts");

/** The actions of the moment and the pages: known without asking the server. */
export function ownEntries(): PaletteEntry[] {
  const pages = destinations.map(({ name, path }) => ({ group: "Pages", label: name, to: path }));
  const actions = currentActions().flatMap(({ name, actions }) =>
    actions.filter((one) => !one.keysOnly).map((action) => ({ group: name, ...action })),
  );
  return [...actions, ...pages];
}

/** The features' things. A feature whose server data cannot be had is left out. */
export async function featureEntries(client: QueryClient): Promise<PaletteEntry[]> {
  const found = await Promise.allSettled(
    Object.values(sources).map(async (load) => (await load()).paletteEntries(client)),
  );
  return found.flatMap((result) => (result.status === "fulfilled" ? result.value : []));
}
