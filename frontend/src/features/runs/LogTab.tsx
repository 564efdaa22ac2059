import { SegmentedControl, Switch, TextInput } from "@mantine/core";
import { Search } from "lucide-react";
import { useDeferredValue, useEffect, useRef, useState } from "react";
import { formatExact, formatNumber } from "../../ui/format";
import { matches } from "../../ui/matches";
import type { LogLevel } from "./events";
import classes from "./LogTab.module.css";
import type { RunView } from "./runView";

const LEVELS: readonly LogLevel[] = ["debug", "info", "warning", "error"];

const FILTERS = [
  { value: "debug", label: "All" },
  { value: "warning", label: "Warnings" },
  { value: "error", label: "Errors" },
];

/** What the worker says, line by line. Following stops when one scrolls up and goes on at the end. */
export function LogTab({ view }: { view: RunView }) {
  const [level, setLevel] = useState("debug");
  const [query, setQuery] = useState("");
  const [following, setFollowing] = useState(true);
  const list = useRef<HTMLDivElement>(null);
  const words = useDeferredValue(query);
  const lowest = LEVELS.indexOf(level as LogLevel);
  const lines = view.log.filter(
    (line) => LEVELS.indexOf(line.level) >= lowest && matches(words, line.message),
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: each new line is a reason to scroll
  useEffect(() => {
    if (following) list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [following, lines.length]);

  function onScroll() {
    const { scrollTop = 0, scrollHeight = 0, clientHeight = 0 } = list.current ?? {};
    setFollowing(scrollHeight - scrollTop - clientHeight < 24);
  }

  return (
    <>
      <div className={classes.tools}>
        <TextInput
          className={classes.search ?? ""}
          aria-label="Search the log"
          placeholder="Search"
          leftSection={<Search size={14} aria-hidden />}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
          onKeyDown={(event) => event.key === "Escape" && setQuery("")}
        />
        <SegmentedControl aria-label="Level" data={FILTERS} value={level} onChange={setLevel} />
        <Switch
          label="Follow"
          checked={following}
          onChange={(event) => setFollowing(event.currentTarget.checked)}
        />
      </div>
      <div
        ref={list}
        className={classes.log}
        onScroll={onScroll}
        role="log"
        aria-label="Log"
        aria-live="off"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area needs the keyboard
        tabIndex={0}
      >
        {view.cut > 0 && (
          <p className={classes.note}>
            {formatNumber(view.cut)} earlier lines are in console.log, under Artifacts.
          </p>
        )}
        {lines.map((line) => (
          <div key={line.seq} className={classes.line} data-level={line.level}>
            <span className={classes.time}>
              {formatExact(new Date(line.time * 1000)).slice(11)}
            </span>
            <span className={classes.level}>{line.level}</span>
            <span className={classes.message}>{line.message}</span>
          </div>
        ))}
        {lines.length === 0 && (
          <p className={classes.note}>
            {view.log.length > 0 ? "No line matches." : "No line yet."}
          </p>
        )}
      </div>
    </>
  );
}
