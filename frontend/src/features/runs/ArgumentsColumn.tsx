import { Button, Switch, TextInput } from "@mantine/core";
import { Search } from "lucide-react";
import { type KeyboardEvent, type ReactNode, type SyntheticEvent, useRef, useState } from "react";
import { matches } from "../../ui/matches";
import { ArgumentField, type Option } from "./ArgumentField";
import classes from "./ArgumentsColumn.module.css";
import type { TrainArgument } from "./queries";
import { describeArgument, FIRST, grouped, type Typed } from "./trainArgs";

interface ArgumentsColumnProps {
  all: readonly TrainArgument[];
  typed: Typed;
  problems: Readonly<Record<string, string>>;
  /** By argument: what else is to be known about it now. */
  notes: Readonly<Record<string, string>>;
  /** Of the chosen model; null while none is. */
  task: string | null;
  /** How often it was tried to start: groups with a refused argument are then opened. */
  attempt: number;
  /** By argument: what there is to choose from here. They must stay the same objects. */
  options?: Readonly<Record<string, readonly Option[]>>;
  /** By argument: another way to find the value. They must stay the same objects. */
  helpers?: Readonly<Record<string, ReactNode>>;
  /** They must stay the same functions. */
  onType: (name: string, text: string) => void;
  onReset: () => void;
  /** Below the groups. */
  children?: ReactNode;
}

/** Every argument by group, found by any word of its name or help. */
export function ArgumentsColumn(props: ArgumentsColumnProps) {
  const { all, typed, problems, notes, task, attempt, onType, onReset, children } = props;
  const [query, setQuery] = useState("");
  const [pointed, setPointed] = useState<string | null>(null);
  // As they were when it was switched on: a field must not go away while one types in it.
  const [only, setOnly] = useState<ReadonlySet<string> | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const shown = all.filter(
    ({ name, help, group }) =>
      (only === null || only.has(name) || name in typed || name in problems) &&
      matches(query, `${name} ${help} ${group}`),
  );
  const narrowed = only !== null || query.trim() !== "";
  const changed = Object.keys(typed).length;
  const point = (event: SyntheticEvent) => setPointed(argumentAt(event.target) ?? pointed);
  const told = all.find(({ name }) => name === pointed);
  return (
    <>
      <div className={classes.tools}>
        <TextInput
          className={classes.search ?? ""}
          data-search="arguments"
          aria-label="Search arguments"
          placeholder={`Search ${all.length} arguments`}
          leftSection={<Search size={14} aria-hidden />}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape") setQuery("");
            if (event.key === "ArrowDown" || event.key === "Enter") step(list.current, null, 1);
          }}
        />
        <Switch
          label="Changed only"
          checked={only !== null}
          onChange={(event) =>
            setOnly(event.currentTarget.checked ? new Set(Object.keys(typed)) : null)
          }
        />
        <Button variant="subtle" disabled={changed === 0} onClick={onReset}>
          Reset {changed || ""}
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys to go between the fields in it */}
      <div
        ref={list}
        onMouseOver={point}
        onFocus={point}
        onKeyDown={(event) => onKey(event, list.current, onType)}
      >
        {grouped(shown).map(({ title, members }) => (
          <Group
            key={`${title} ${narrowed} ${attempt}`}
            title={title}
            count={countText(members, typed)}
            wrong={members.filter(({ name }) => name in problems).length}
            noted={members.filter(({ name }) => name in notes && !(name in problems)).length}
            open={narrowed || members.some(({ name }) => name in problems || FIRST.includes(name))}
          >
            {members.map((argument) => (
              <ArgumentField
                key={argument.name}
                argument={argument}
                typed={typed[argument.name] ?? ""}
                problem={problems[argument.name]}
                note={notes[argument.name]}
                idle={isIdle(argument, task)}
                options={props.options?.[argument.name]}
                helper={props.helpers?.[argument.name]}
                onType={onType}
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
      {children}
      <p className={classes.told}>
        {told ? (
          <>
            <code>{told.name}</code> {told.help}
            <span className={classes.takes}>
              Takes {describeArgument(told)}.{idleText(told, task)}
            </span>
          </>
        ) : (
          "Point at an argument to read what it is and takes."
        )}
      </p>
    </>
  );
}

interface GroupProps {
  title: string;
  count: string;
  /** How many arguments cannot be as they are, and of how many there is something to know. */
  wrong: number;
  noted: number;
  /** At first; afterwards it is as one leaves it. */
  open: boolean;
  children: ReactNode;
}

function Group({ title, count, wrong, noted, open, children }: GroupProps) {
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
        {wrong > 0 && <span className={classes.wrong}>{wrong} wrong</span>}
        {noted > 0 && (
          <span className={classes.noted}>{noted === 1 ? "1 note" : `${noted} notes`}</span>
        )}
      </summary>
      {opened && children}
    </details>
  );
}

function countText(members: readonly TrainArgument[], typed: Typed): string {
  const changed = members.filter(({ name }) => name in typed).length;
  return changed > 0 ? `${changed} of ${members.length} changed` : String(members.length);
}

function isIdle({ tasks, used }: TrainArgument, task: string | null): boolean {
  return !used || (task !== null && !!tasks && !tasks.includes(task));
}

function idleText(argument: TrainArgument, task: string | null): string {
  if (!argument.used) return " A training makes no use of it.";
  if (!isIdle(argument, task)) return "";
  return ` It has no effect on ${task}; it is for ${argument.tasks?.join(", ")}.`;
}

function argumentAt(target: EventTarget): string | undefined {
  const field = target instanceof Element ? target.closest<HTMLElement>("[data-argument]") : null;
  return field?.dataset.argument;
}

/** Up, down and Enter go between the fields; Alt and Backspace take one back to its default. */
function onKey(
  event: KeyboardEvent,
  list: HTMLElement | null,
  onType: (name: string, text: string) => void,
): void {
  const { target, key, altKey } = event;
  const name = argumentAt(target);
  if (!name || !(target instanceof HTMLInputElement)) return;
  if (altKey && key === "Backspace") onType(name, "");
  else if (key === "ArrowDown" || (key === "Enter" && !event.ctrlKey && !event.metaKey))
    step(list, target, 1);
  else if (key === "ArrowUp") step(list, target, -1);
  else return;
  event.preventDefault();
}

/** The focus goes to the field after this one, or before it; from nowhere, to the first. */
function step(list: HTMLElement | null, from: Element | null, by: number): void {
  const fields = [
    ...(list?.querySelectorAll<HTMLElement>("[data-argument] :is(input, select)") ?? []),
  ];
  const at = from ? fields.indexOf(from as HTMLElement) + by : 0;
  fields[at]?.focus();
}
