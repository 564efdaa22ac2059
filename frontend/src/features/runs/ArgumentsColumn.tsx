import { Switch, TextInput } from "@mantine/core";
import { Search } from "lucide-react";
import { type ReactNode, useState } from "react";
import { matches } from "../../ui/matches";
import { ArgumentField } from "./ArgumentField";
import classes from "./ArgumentsColumn.module.css";
import type { TrainArgument } from "./queries";
import { FIRST, grouped, type Typed } from "./trainArgs";

interface ArgumentsColumnProps {
  all: readonly TrainArgument[];
  typed: Typed;
  problems: Readonly<Record<string, string>>;
  /** By argument: what else is to be known about it now. */
  notes: Readonly<Record<string, string>>;
  /** How often it was tried to start: groups with a refused argument are then opened. */
  attempt: number;
  onType: (name: string, text: string) => void;
}

/** Every argument by group, found by any word of its name or help. */
export function ArgumentsColumn(props: ArgumentsColumnProps) {
  const { all, typed, problems, notes, attempt, onType } = props;
  const [query, setQuery] = useState("");
  // As they were when it was switched on: a field must not go away while one types in it.
  const [only, setOnly] = useState<ReadonlySet<string> | null>(null);
  const shown = all.filter(
    ({ name, help, group }) =>
      (only === null || only.has(name) || name in typed || name in problems) &&
      matches(query, `${name} ${help} ${group}`),
  );
  const narrowed = only !== null || query.trim() !== "";
  return (
    <>
      <div className={classes.tools}>
        <TextInput
          className={classes.search ?? ""}
          aria-label="Search arguments"
          placeholder={`Search ${all.length} arguments`}
          leftSection={<Search size={14} aria-hidden />}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
          onKeyDown={(event) => event.key === "Escape" && setQuery("")}
        />
        <Switch
          label="Changed only"
          checked={only !== null}
          onChange={(event) =>
            setOnly(event.currentTarget.checked ? new Set(Object.keys(typed)) : null)
          }
        />
      </div>
      <div>
        {grouped(shown).map(({ title, members }) => (
          <Group
            key={`${title} ${narrowed} ${attempt}`}
            title={title}
            count={countText(members, typed)}
            open={narrowed || members.some(({ name }) => name in problems || FIRST.includes(name))}
          >
            {members.map((argument) => (
              <ArgumentField
                key={argument.name}
                argument={argument}
                typed={typed[argument.name] ?? ""}
                problem={problems[argument.name]}
                note={notes[argument.name]}
                onType={(text) => onType(argument.name, text)}
              />
            ))}
          </Group>
        ))}
      </div>
      {shown.length === 0 && (
        <p className={classes.none} role="status">
          {query ? `Nothing matches “${query}”.` : "Every argument has its default."}
        </p>
      )}
    </>
  );
}

interface GroupProps {
  title: string;
  count: string;
  /** At first; afterwards it is as one leaves it. */
  open: boolean;
  children: ReactNode;
}

function Group({ title, count, open, children }: GroupProps) {
  const [opened, setOpened] = useState(open);
  return (
    <details
      className={classes.group}
      open={opened}
      onToggle={(event) => setOpened(event.currentTarget.open)}
    >
      <summary>
        {title}
        <span className={classes.count}>{count}</span>
      </summary>
      {opened && children}
    </details>
  );
}

function countText(members: readonly TrainArgument[], typed: Typed): string {
  const changed = members.filter(({ name }) => name in typed).length;
  return changed > 0 ? `${changed} of ${members.length} changed` : String(members.length);
}
