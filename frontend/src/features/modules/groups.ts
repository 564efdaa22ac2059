/** The list of modules as it is shown: in groups, the user's own first. Pure. */
import { matches } from "../../ui/matches";
import type { ModuleSummary } from "./queries";
import { stateInWords } from "./states";

export interface Entry {
  name: string;
  /** Of one's own modules. */
  state: ModuleSummary["state"];
  /** There are changes in this browser that are not saved. */
  draft: boolean;
}

export interface Group {
  title: string;
  entries: Entry[];
}

export const OWN = "Yours";

/** Searched by name, category, description and state. Drafts that were never saved stand among one's own. */
export function groupsOf(
  modules: readonly ModuleSummary[],
  drafts: readonly string[],
  query: string,
): Group[] {
  const groups = new Map<string, Entry[]>([[OWN, []]]);
  const saved = new Set(modules.map((one) => one.name));
  const word = stateInWords(null, true)?.label ?? "";
  const unsaved = drafts.filter((name) => !saved.has(name) && matches(query, `${name} ${word}`));
  for (const name of unsaved) {
    groups.get(OWN)?.push({ name, state: null, draft: true });
  }
  for (const { name, custom, category, description, state } of modules) {
    const draft = custom && drafts.includes(name);
    const words = stateInWords(state, draft)?.label ?? "";
    if (!matches(query, `${name} ${category} ${description} ${words}`)) continue;
    const title = custom ? OWN : category || "Other built-ins";
    const entries = groups.get(title) ?? [];
    groups.set(title, [...entries, { name, state, draft }]);
  }
  const [own, ...builtIn] = [...groups].map(([title, entries]) => ({
    title,
    entries: entries.sort((a, b) => a.name.localeCompare(b.name)),
  }));
  builtIn.sort((a, b) => a.title.localeCompare(b.title));
  return own ? [own, ...builtIn] : builtIn;
}
