import { Button, SegmentedControl, Switch, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Download, Search } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { ErrorState } from "../../ui/ErrorState";
import { formatExact } from "../../ui/format";
import { matches } from "../../ui/matches";
import { useEnd } from "../../ui/useEnd";
import type { LogLevel } from "./events";
import classes from "./LogTab.module.css";
import type { Watched } from "./useRunView";
import { fetchLog, type LogPage } from "./watchQueries";

const LEVELS: readonly LogLevel[] = ["debug", "info", "warning", "error"];

const FILTERS = [
  { value: "debug", label: "All" },
  { value: "warning", label: "Warnings" },
  { value: "error", label: "Errors" },
];

type Line = LogPage["lines"][number];

/** What the worker says, line by line. Following stops when one scrolls up and goes on at the end. */
export function LogTab({ run, watched }: { run: string; watched: Watched }) {
  const [level, setLevel] = useState<LogLevel>("debug");
  const [query, setQuery] = useState("");
  const { content, atEnd, setAtEnd, onScroll } = useEnd();
  const words = useDeferredValue(query);
  const lowest = LEVELS.indexOf(level);
  const { log } = watched.view;
  const earlier = useEarlier(run, watched, level, query);
  const live = log.filter(
    (line) => LEVELS.indexOf(line.level) >= lowest && matches(words, line.message),
  );
  const lines = [...earlier.lines, ...live];

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
        <SegmentedControl
          aria-label="Level"
          data={FILTERS}
          value={level}
          onChange={(value) => setLevel(value as LogLevel)}
        />
        <Switch
          label="Follow"
          checked={atEnd}
          onChange={(event) => setAtEnd(event.currentTarget.checked)}
        />
        <Button
          component="a"
          href={`/api/runs/${encodeURIComponent(run)}/artifacts/console.log`}
          download={`${run}.log`}
          variant="default"
          leftSection={<Download size={14} aria-hidden />}
        >
          Download
        </Button>
      </div>
      <div
        className={classes.log}
        onScroll={onScroll}
        role="log"
        aria-label="Log"
        aria-live="off"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area needs the keyboard
        tabIndex={0}
      >
        <div ref={content}>
          {earlier.error !== null && <ErrorState error={earlier.error} onRetry={earlier.retry} />}
          {earlier.more && (
            <p className={classes.note}>
              <Button
                size="compact-xs"
                variant="default"
                loading={earlier.loading}
                onClick={() => {
                  setAtEnd(false);
                  earlier.load();
                }}
              >
                Show earlier lines
              </Button>
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
          {lines.length === 0 && !earlier.loading && (
            <p className={classes.note}>
              {query || level !== "debug" ? "No line matches." : "No line yet."}
            </p>
          )}
        </div>
      </div>
    </>
  );
}

/** The lines from before the page was opened, from the end backwards; searched by the server, in all of them. */
function useEarlier(run: string, { view, ready }: Watched, level: LogLevel, query: string) {
  const [text] = useDebouncedValue(query.trim(), 250);
  const before = view.logFrom + 1;
  const { data, error, isFetching, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: ["runs", run, "log", level, text, before],
    queryFn: ({ pageParam, signal }) => fetchLog(run, pageParam, { level, text }, signal),
    initialPageParam: before,
    getNextPageParam: (page) => (page.more ? page.lines[0]?.seq : undefined),
    enabled: ready,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const lines: Line[] = (data?.pages ?? []).toReversed().flatMap((page) => page.lines);
  return {
    lines,
    error,
    loading: isFetching,
    more: hasNextPage,
    load: () => void fetchNextPage(),
    retry: () => void refetch(),
  };
}
