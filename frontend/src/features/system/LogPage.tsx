import { Button, SegmentedControl } from "@mantine/core";
import { ArrowDownToLine, FileDown, Pause, Play } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { useSearchParams } from "react-router";
import type { Action } from "../../app/actions";
import { Page } from "../../app/Page";
import { ErrorState } from "../../ui/ErrorState";
import { formatBytes, formatExact, formatNumber } from "../../ui/format";
import { SearchField } from "../../ui/SearchField";
import { ListSkeleton } from "../../ui/Skeletons";
import { useEnd } from "../../ui/useEnd";
import classes from "./LogPage.module.css";
import type { LogLevel, LogLine } from "./queries";
import { useLiveLog } from "./useLiveLog";

const LEVELS: { value: LogLevel; label: string }[] = [
  { value: "info", label: "All" },
  { value: "warning", label: "Warnings" },
  { value: "error", label: "Errors" },
];

/** `/log`: what the server has to say, as it says it. */
export function LogPage() {
  const [params, setParams] = useSearchParams();
  const search = useRef<HTMLInputElement>(null);
  const [following, setFollowing] = useState(true);
  const { content, atEnd, setAtEnd, onScroll } = useEnd();
  const asked = params.get("level");
  const level = LEVELS.find(({ value }) => value === asked)?.value ?? "info";
  const text = params.get("q") ?? "";
  const { data, error, refetch } = useLiveLog(level, text, following);

  function wish(name: string, value: string) {
    setParams(
      (now) => {
        if (value) now.set(name, value);
        else now.delete(name);
        return now;
      },
      { replace: true },
    );
  }

  const actions = useMemo<Action[]>(
    () => [
      { label: "Search the log", keys: "/", run: () => search.current?.focus() },
      {
        label: following ? "Pause the log" : "Follow the log",
        keys: "P",
        run: () => setFollowing(!following),
      },
    ],
    [following],
  );

  return (
    <Page
      title="System log"
      beside={
        data && (
          <span className={classes.where}>
            <code>{data.path}</code>, {formatBytes(data.bytes)}
          </span>
        )
      }
      main={
        <>
          <Button
            variant="default"
            leftSection={
              following ? <Pause size={14} aria-hidden /> : <Play size={14} aria-hidden />
            }
            onClick={() => setFollowing(!following)}
          >
            {following ? "Pause" : "Follow"}
          </Button>
          <Button
            variant="default"
            component="a"
            href="/api/log/file"
            download="server.log"
            leftSection={<FileDown size={14} aria-hidden />}
          >
            Download
          </Button>
        </>
      }
      actions={actions}
      fill
    >
      <div className={classes.page}>
        <div className={classes.tools}>
          <SearchField
            ref={search}
            label="Search the log"
            className={classes.search}
            told={text}
            onRest={(words) => wish("q", words)}
          />
          <SegmentedControl
            aria-label="Level"
            data={LEVELS}
            value={level}
            onChange={(value) => wish("level", value === "info" ? "" : value)}
          />
          <span className={classes.count} role="status">
            {data && told(data.lines.length, data.more)}
            {!following && ", paused"}
          </span>
        </div>
        {error ? (
          <ErrorState error={error} onRetry={refetch} />
        ) : !data ? (
          <ListSkeleton rows={12} height={20} />
        ) : data.lines.length === 0 ? (
          <p role="status">
            {text || level !== "info"
              ? "No line of the log matches."
              : "Nothing has been logged yet."}
          </p>
        ) : (
          <div className={classes.frame}>
            <div
              className={classes.lines}
              role="log"
              aria-label="Server's log"
              // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
              tabIndex={0}
              onScroll={onScroll}
            >
              <div ref={content}>
                {data.lines.map((line, at) => (
                  <Line key={`${line.time} ${data.lines.length - at}`} line={line} />
                ))}
              </div>
            </div>
            {!atEnd && (
              <Button
                className={classes.end ?? ""}
                variant="default"
                leftSection={<ArrowDownToLine size={14} aria-hidden />}
                onClick={() => setAtEnd(true)}
              >
                To the newest
              </Button>
            )}
          </div>
        )}
      </div>
    </Page>
  );
}

function told(lines: number, more: boolean): string {
  return more ? `the newest ${formatNumber(lines)} lines` : `${formatNumber(lines)} lines`;
}

function Line({ line }: { line: LogLine }) {
  return (
    <div className={classes.line} data-level={line.level}>
      <time dateTime={line.time}>{formatExact(new Date(line.time))}</time>
      <span className={classes.level}>{line.level}</span>
      <span className={classes.logger}>{line.logger}</span>
      <span className={classes.message}>{line.message}</span>
    </div>
  );
}
