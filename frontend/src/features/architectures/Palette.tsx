import { TextInput } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { Search } from "lucide-react";
import { type KeyboardEvent, type RefObject, useMemo, useRef, useState } from "react";
import { ListSkeleton } from "../../ui/Skeletons";
import type { ModuleSummary } from "../modules/queries";
import classes from "./Palette.module.css";
import { dragModule } from "./paletteDrag";
import { bestEntry, moduleGroups, withRecent } from "./paletteGroups";
import { kindOfModule, stateOfModule } from "./paletteWords";

interface PaletteProps {
  catalog: readonly ModuleSummary[];
  /** Of the search field, for the key that leads to it. */
  field: RefObject<HTMLInputElement | null>;
  disabled: boolean;
  onInsert: (name: string) => void;
}

/** Everything that a row can name. Dragged onto the canvas, or put behind the selected row. */
export function Palette({ catalog, field, disabled, onInsert }: PaletteProps) {
  const [query, setQuery] = useState("");
  const [recent, setRecent] = useLocalStorage<string[]>({
    key: "yolosmith.palette.recent",
    defaultValue: [],
  });
  const list = useRef<HTMLDivElement>(null);
  const groups = useMemo(() => moduleGroups(catalog, recent, query), [catalog, recent, query]);
  const best = bestEntry(groups, query);

  const used = (name: string) => setRecent((before) => withRecent(before, name));
  const insert = (name: string) => {
    onInsert(name);
    if (!disabled) used(name);
  };
  const entries = () => [...(list.current?.querySelectorAll<HTMLElement>("button") ?? [])];
  const onListKey = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = entries();
    const next = all.indexOf(document.activeElement as HTMLElement) + step;
    if (next < 0) field.current?.focus();
    else all[next]?.focus();
  };

  return (
    <aside className={classes.palette} aria-label="Palette">
      <TextInput
        ref={field}
        className={classes.search ?? ""}
        aria-label="Search the palette"
        placeholder="Add a module"
        leftSection={<Search size={14} aria-hidden />}
        value={query}
        onChange={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") setQuery("");
          if (event.key === "Enter" && best) insert(best.name);
          if (event.key === "ArrowDown") {
            event.preventDefault();
            entries()[0]?.focus();
          }
        }}
      />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys that come from the buttons inside */}
      <div ref={list} className={classes.groups} onKeyDown={onListKey}>
        {catalog.length === 0 && <ListSkeleton rows={12} height={22} />}
        {groups.map(({ title, entries: shown }) => (
          <section key={title} aria-label={title}>
            <h2>{title}</h2>
            <ul>
              {shown.map((module) => (
                <li key={module.name}>
                  <button
                    type="button"
                    className={classes.entry}
                    data-kind={kindOfModule(module)}
                    data-best={(module === best && title !== "Recent") || undefined}
                    title={module.description}
                    aria-disabled={disabled || undefined} // can be reached, and says why not
                    draggable={!disabled}
                    onDragStart={(event) => dragModule(event, module.name)}
                    onDragEnd={(event) => {
                      if (event.dataTransfer.dropEffect !== "none") used(module.name);
                    }}
                    onClick={() => insert(module.name)}
                  >
                    <span className={classes.name}>{module.name}</span>
                    {stateOfModule(module) && (
                      <span className={classes.state} data-state={module.state}>
                        {stateOfModule(module)}
                      </span>
                    )}
                  </button>
                </li>
              ))}
            </ul>
          </section>
        ))}
        {catalog.length > 0 && groups.length === 0 && (
          <p className={classes.none} role="status">
            Nothing matches “{query}”.
          </p>
        )}
      </div>
      <p className={classes.hint}>
        {disabled ? "A preset cannot be changed." : "Drag onto the canvas, or press Enter."}
      </p>
    </aside>
  );
}
