import { Button, SegmentedControl } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { ChartLine, Plus } from "lucide-react";
import { useCallback, useMemo, useRef, useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import type { Action } from "../../app/actions";
import { Page } from "../../app/Page";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { formatNumber } from "../../ui/format";
import { SearchField } from "../../ui/SearchField";
import { ListSkeleton } from "../../ui/Skeletons";
import { useDeletions } from "./deletions";
import { ColumnsMenu } from "./list/ColumnsMenu";
import { type Column, clicked, isArgument, readOrder, writeOrder } from "./list/columns";
import { comparePath, MOST_COMPARED } from "./list/comparePath";
import { TickBar } from "./list/TickBar";
import { NO_TICKS, useTicks } from "./list/ticks";
import { STATES, useList } from "./list/useList";
import { MAP50 } from "./metrics";
import { QueuePanel } from "./QueuePanel";
import { type Run, runsQuery, trainArgsQuery, useLiveRuns } from "./queries";
import classes from "./RunsPage.module.css";
import { RunsTable } from "./RunsTable";

const FILTERS = ["all", ...Object.keys(STATES)].map((value) => ({
  value,
  label: value.charAt(0).toUpperCase() + value.slice(1),
}));

/** Keys that the table acts on, where a run has the focus. */
const OF_THE_TABLE = { elsewhere: true, keysOnly: true, run: () => {} };

const NEW_RUN = (
  <Button component={Link} to="/runs/new" leftSection={<Plus size={14} aria-hidden />}>
    New run
  </Button>
);

const MAIN = (
  <>
    <Button component={Link} to="/sweeps" variant="default">
      Sweeps
    </Button>
    {NEW_RUN}
  </>
);

export function RunsPage() {
  useLiveRuns();
  const { data, error, refetch } = useQuery(runsQuery);
  const deleted = useDeletions((state) => state.pending);
  const runs = useMemo(() => data?.filter((run) => !deleted.has(run.id)), [data, deleted]);
  if (runs && runs.length > 0) return <Runs runs={runs} />;
  return (
    <Page title="Train Designer" main={NEW_RUN}>
      {error ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : runs ? (
        <EmptyState icon={ChartLine} title="No run yet" action={NEW_RUN}>
          A run trains an architecture on a data set; its charts move while it learns.
        </EmptyState>
      ) : (
        <ListSkeleton rows={8} height={48} />
      )}
    </Page>
  );
}

function Runs({ runs }: { runs: readonly Run[] }) {
  const [filters, setFilters] = useSearchParams();
  const search = useRef<HTMLInputElement>(null);
  const navigate = useNavigate();
  const { ids } = useTicks();
  const [chosen, setChosen] = useLocalStorage({
    key: "yolosmith.run-columns",
    defaultValue: [MAP50],
    getInitialValueInEffect: false,
  });
  const args = useQuery({ ...trainArgsQuery, enabled: chosen.some(isArgument) });
  const asked = filters.get("q") ?? "";
  const [query, setQuery] = useState(asked);
  const state = filters.get("state") ?? "all";
  const sort = filters.get("sort");
  const order = useMemo(() => readOrder(sort), [sort]);
  const { found, columns, ticked, tags } = useList(
    runs,
    { query, state, order, chosen },
    args.data,
  );

  const actions = useMemo<Action[]>(() => {
    const some = [...ids];
    return [
      { label: "New run", keys: "N", run: () => navigate("/runs/new") },
      { label: "Search runs", keys: "/", run: () => search.current?.focus() },
      { label: "Tick the run in focus", keys: "Space", ...OF_THE_TABLE },
      { label: "Tick a range of runs", keys: "shift+ArrowDown", ...OF_THE_TABLE },
      {
        label: "Compare the ticked runs",
        keys: "C",
        disabled: some.length < 2 || some.length > MOST_COMPARED,
        run: () => navigate(comparePath(some)),
      },
      {
        label: "Tick all that are found",
        keys: "mod+A",
        run: () => useTicks.setState({ ids: new Set(found.map(({ id }) => id)), anchor: null }),
      },
      {
        label: "Untick all",
        keys: "Escape",
        disabled: some.length === 0,
        run: () => useTicks.setState(NO_TICKS),
      },
    ];
  }, [navigate, ids, found]);

  const filter = useCallback(
    (name: string, value: string) => {
      const change = (now: URLSearchParams) => {
        if (value) now.set(name, value);
        else now.delete(name);
        return now;
      };
      setFilters(change, { replace: true });
    },
    [setFilters],
  );
  const sortBy = useCallback(
    (column: Column) => filter("sort", writeOrder(clicked(order, column))),
    [filter, order],
  );
  // Kept while one types: a search draws the rows anew and little else.
  const states = useMemo(
    () => (
      <SegmentedControl
        aria-label="State"
        data={FILTERS}
        value={STATES[state] ? state : "all"}
        onChange={(value) => filter("state", value === "all" ? "" : value)}
      />
    ),
    [state, filter],
  );
  const queue = useMemo(() => <QueuePanel runs={runs} />, [runs]);

  return (
    <Page title="Train Designer" main={MAIN} actions={actions} fill>
      <div className={classes.page}>
        <div className={classes.tools}>
          <SearchField
            ref={search}
            label="Search runs"
            placeholder="Model, data set, tag, state …"
            className={classes.search}
            told={asked}
            onSearch={setQuery}
            onRest={(text) => filter("q", text)}
          />
          {states}
          <ColumnsMenu runs={runs} chosen={chosen} onChange={setChosen} />
          {ticked.length > 0 ? (
            <TickBar
              runs={ticked}
              hidden={ticked.filter((run) => !found.includes(run)).length}
              tags={tags}
            />
          ) : (
            <span className={classes.count}>
              {found.length === runs.length
                ? `${formatNumber(runs.length)} runs`
                : `${formatNumber(found.length)} of ${formatNumber(runs.length)} runs`}
            </span>
          )}
        </div>
        {queue}
        {found.length > 0 ? (
          <RunsTable runs={found} columns={columns} order={order} onOrder={sortBy} ticking />
        ) : (
          <p role="status">
            No run matches. {formatNumber(runs.length)} are hidden by the search and the filter.
          </p>
        )}
      </div>
    </Page>
  );
}
