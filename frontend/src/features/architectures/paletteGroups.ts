/** The modules that a row can name, in the groups of the palette. Pure. */
import { matches } from "../../ui/matches";
import type { ModuleSummary } from "../modules/queries";

export interface PaletteGroup {
  title: string;
  entries: readonly ModuleSummary[];
}

/** First what was used of late, then one's own, then the built-ins by category. */
export function moduleGroups(
  catalog: readonly ModuleSummary[],
  recent: readonly string[],
  query: string,
): PaletteGroup[] {
  const found = catalog.filter((one) =>
    matches(query, `${one.name} ${one.category} ${one.description}`),
  );
  const byName = new Map(found.map((one) => [one.name, one]));
  const used = recent.map((name) => byName.get(name)).filter((one) => one !== undefined);
  const categories = new Map<string, ModuleSummary[]>();
  for (const one of found) {
    if (one.custom) continue;
    const title = one.category || "Others";
    categories.set(title, [...(categories.get(title) ?? []), one]);
  }
  const builtIn = [...categories].sort(([a], [b]) => a.localeCompare(b));
  return [
    { title: "Recent", entries: used },
    { title: "Yours", entries: found.filter((one) => one.custom) },
    ...builtIn.map(([title, entries]) => ({ title, entries })),
  ].filter((group) => group.entries.length > 0);
}

const RECENT_KEPT = 6;

/** With a name in front. */
export function withRecent(recent: readonly string[], name: string): string[] {
  return [name, ...recent.filter((one) => one !== name)].slice(0, RECENT_KEPT);
}

/**
 * Of several groups the entries as one list, each module once: where the search is typed, the best
 * match comes first, which is what Enter means.
 */
export function bestEntry(groups: readonly PaletteGroup[], query: string): ModuleSummary | null {
  const all = groups.flatMap((group) => group.entries);
  const wanted = query.trim().toLowerCase();
  if (!wanted) return null;
  const rank = ({ name }: ModuleSummary) => {
    const lower = name.toLowerCase();
    if (lower === wanted) return 0;
    if (lower.startsWith(wanted)) return 1;
    return lower.includes(wanted) ? 2 : 3;
  };
  return [...all].sort((a, b) => rank(a) - rank(b) || a.name.length - b.name.length)[0] ?? null;
}
