import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { Dialog } from "../ui/Dialog";
import { matches } from "../ui/matches";
import { KeyCaps } from "./KeyCaps";
import classes from "./PaletteDialog.module.css";
import { featureEntries, ownEntries, type PaletteEntry } from "./palette";

/** What `Ctrl K` opens: pages, things and actions, found by any of their words. */
export function PaletteDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog
      onClose={onClose}
      withCloseButton={false}
      size={560}
      padding={0}
      centered={false}
      yOffset="12vh"
      aria-label="Palette"
    >
      <Palette onClose={onClose} />
    </Dialog>
  );
}

function Palette({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const [own] = useState(ownEntries);
  const things = useQuery({
    queryKey: ["palette"],
    queryFn: () => featureEntries(client),
    staleTime: 0,
  });

  const found = [...own, ...(things.data ?? [])].filter((entry) =>
    matches(query, `${entry.label} ${entry.group} ${entry.words ?? ""}`),
  );
  const chosen = Math.min(at, found.length - 1);
  const optionId = (index: number) => `${id}-${index}`;

  useEffect(() => {
    list.current?.querySelector(`[data-index="${chosen}"]`)?.scrollIntoView({ block: "nearest" });
  }, [chosen]);

  function take(entry: PaletteEntry | undefined) {
    if (!entry) return;
    onClose();
    if (entry.to) navigate(entry.to);
    entry.run?.();
  }

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setAt((chosen + step + found.length) % Math.max(found.length, 1));
    else if (event.key === "Enter") take(found[chosen]);
    else return;
    event.preventDefault();
  }

  return (
    <>
      <div className={classes.field}>
        <Search size={16} aria-hidden />
        <input
          data-autofocus
          role="combobox"
          aria-expanded
          aria-controls={id}
          aria-activedescendant={found.length > 0 ? optionId(chosen) : undefined}
          aria-label="Go to a page, find a thing, do something"
          placeholder="Go to a page, find a thing, do something"
          value={query}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div id={id} ref={list} role="listbox" aria-label="Palette" className={classes.list}>
        {found.map((entry, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keyboard
          <div
            key={`${entry.group} ${entry.label} ${entry.to ?? ""}`}
            id={optionId(index)}
            data-index={index}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            className={classes.entry}
            onClick={() => take(entry)}
            onMouseMove={() => setAt(index)}
          >
            <span className={classes.label}>{entry.label}</span>
            {entry.hint && <span className={classes.hint}>{entry.hint}</span>}
            <span className={classes.group}>
              {entry.keys ? <KeyCaps keys={entry.keys} /> : entry.group}
            </span>
          </div>
        ))}
        {found.length === 0 && <p className={classes.none}>Nothing matches “{query}”.</p>}
      </div>
    </>
  );
}
