import { ActionIcon, TextInput, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { FileInput, Plus, Search } from "lucide-react";
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { Link } from "react-router";
import { useDraftNames } from "../../app/drafts";
import { ErrorState } from "../../ui/ErrorState";
import { ListSkeleton } from "../../ui/Skeletons";
import { type Entry, groupsOf, OWN } from "./groups";
import classes from "./ModuleList.module.css";
import { modulesQuery } from "./queries";
import { StateBadge } from "./StateBadge";

interface ModuleListProps {
  chosen: string | undefined;
  /** The id of the search field. */
  searchId: string;
  onNew: () => void;
  onImport: () => void;
}

/** One's own modules and the built-ins. The arrow keys go up and down in it. */
export function ModuleList({ chosen, searchId, onNew, onImport }: ModuleListProps) {
  const { data, error, refetch } = useQuery(modulesQuery);
  const drafts = useDraftNames("modules");
  const [query, setQuery] = useState("");
  const groups = useMemo(() => groupsOf(data ?? [], drafts, query), [data, drafts, query]);
  const list = useRef<HTMLElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const move = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const links = [...(list.current?.querySelectorAll<Element>("a") ?? [])] as HTMLElement[];
    const at = links.indexOf(document.activeElement as HTMLElement) + step;
    if (at < 0) search.current?.focus();
    else links[at]?.focus();
  };
  return (
    <>
      <div className={classes.tools}>
        <TextInput
          id={searchId}
          ref={search}
          className={classes.search ?? ""}
          aria-label="Search modules"
          placeholder="Search"
          leftSection={<Search size={14} aria-hidden />}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape") setQuery("");
            if (event.key === "Enter") list.current?.querySelector("a")?.click();
            move(event);
          }}
        />
        <Tooltip label="Import a module (I)">
          <ActionIcon variant="default" size={30} aria-label="Import a module" onClick={onImport}>
            <FileInput size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="New module (N)">
          <ActionIcon variant="default" size={30} aria-label="New module" onClick={onNew}>
            <Plus size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
      <nav ref={list} className={classes.groups} aria-label="Modules by category" onKeyDown={move}>
        {error ? (
          <ErrorState error={error} onRetry={refetch} />
        ) : data ? (
          groups.map(({ title, entries }) =>
            entries.length > 0 || (title === OWN && !query) ? (
              <section key={title} aria-label={title}>
                <h2>{title}</h2>
                {entries.length === 0 && <p className={classes.none}>None yet.</p>}
                <ul>
                  {entries.map((entry) => (
                    <li key={entry.name}>
                      <Item entry={entry} current={entry.name === chosen} own={title === OWN} />
                    </li>
                  ))}
                </ul>
              </section>
            ) : null,
          )
        ) : (
          <div className={classes.loading}>
            <ListSkeleton rows={14} height={24} />
          </div>
        )}
        {data && groups.every(({ entries }) => entries.length === 0) && query && (
          <p className={classes.none} role="status">
            Nothing matches “{query}”.
          </p>
        )}
      </nav>
    </>
  );
}

interface ItemProps {
  entry: Entry;
  current: boolean;
  own: boolean;
}

function Item({ entry, current, own }: ItemProps) {
  return (
    <Link
      className={classes.item}
      to={`/modules/${encodeURIComponent(entry.name)}`}
      aria-current={current ? "page" : undefined}
    >
      <span className={classes.name}>{entry.name}</span>
      {own && <StateBadge state={entry.state} draft={entry.draft} />}
    </Link>
  );
}
