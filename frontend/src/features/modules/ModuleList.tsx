import { ActionIcon, TextInput, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Plus, Search } from "lucide-react";
import { useMemo, useState } from "react";
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
  onNew: () => void;
}

export function ModuleList({ chosen, onNew }: ModuleListProps) {
  const { data, error, refetch } = useQuery(modulesQuery);
  const drafts = useDraftNames("modules");
  const [query, setQuery] = useState("");
  const groups = useMemo(() => groupsOf(data ?? [], drafts, query), [data, drafts, query]);
  return (
    <>
      <div className={classes.tools}>
        <TextInput
          className={classes.search ?? ""}
          aria-label="Search modules"
          placeholder="Search"
          leftSection={<Search size={14} aria-hidden />}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
          onKeyDown={(event) => event.key === "Escape" && setQuery("")}
        />
        <Tooltip label="New module (N)">
          <ActionIcon variant="default" size={30} aria-label="New module" onClick={onNew}>
            <Plus size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
      <nav className={classes.groups} aria-label="Modules by category">
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
