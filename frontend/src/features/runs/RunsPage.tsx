import { Button, SegmentedControl, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ChartLine, Plus, Search } from "lucide-react";
import { useMemo, useRef } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import type { Action } from "../../app/actions";
import { Page } from "../../app/Page";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { matches } from "../../ui/matches";
import { ListSkeleton } from "../../ui/Skeletons";
import { useDeletions } from "./deletions";
import { runsQuery, useLiveRuns } from "./queries";
import classes from "./RunsPage.module.css";
import { RunsTable } from "./RunsTable";
import { runTitle } from "./run";

/** The filters and the states that each lets through. */
const STATES: Record<string, readonly string[]> = {
  active: ["queued", "running", "stopping"],
  completed: ["completed"],
  stopped: ["stopped", "interrupted"],
  failed: ["failed"],
};

const FILTERS = [
  { value: "all", label: "All" },
  { value: "active", label: "Active" },
  { value: "completed", label: "Completed" },
  { value: "stopped", label: "Stopped" },
  { value: "failed", label: "Failed" },
];

const NEW_RUN = (
  <Button component={Link} to="/runs/new" leftSection={<Plus size={14} aria-hidden />}>
    New run
  </Button>
);

export function RunsPage() {
  useLiveRuns();
  const { data, error, refetch } = useQuery(runsQuery);
  const deleted = useDeletions((state) => state.pending);
  const [filters, setFilters] = useSearchParams();
  const search = useRef<HTMLInputElement>(null);
  const navigate = useNavigate();
  const query = filters.get("q") ?? "";
  const state = filters.get("state") ?? "all";

  const actions = useMemo<Action[]>(
    () => [
      { label: "New run", keys: "N", run: () => navigate("/runs/new") },
      { label: "Search runs", keys: "/", run: () => search.current?.focus() },
    ],
    [navigate],
  );

  function filter(name: string, value: string) {
    setFilters(
      (now) => {
        if (value) now.set(name, value);
        else now.delete(name);
        return now;
      },
      { replace: true },
    );
  }

  const runs = data?.filter((run) => !deleted.has(run.id));
  const found = runs?.filter(
    (run) =>
      (STATES[state]?.includes(run.status) ?? true) &&
      matches(query, `${runTitle(run)} ${run.id} ${run.status}`),
  );

  return (
    <Page title="Train Designer" main={NEW_RUN} actions={actions}>
      {error ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : !runs || !found ? (
        <ListSkeleton rows={8} height={48} />
      ) : runs.length === 0 ? (
        <EmptyState icon={ChartLine} title="No run yet" action={NEW_RUN}>
          A run trains an architecture on a data set; its charts move while it learns.
        </EmptyState>
      ) : (
        <>
          <div className={classes.tools}>
            <TextInput
              ref={search}
              className={classes.search ?? ""}
              aria-label="Search runs"
              placeholder="Search"
              leftSection={<Search size={14} aria-hidden />}
              value={query}
              onChange={(event) => filter("q", event.currentTarget.value)}
              onKeyDown={(event) => event.key === "Escape" && filter("q", "")}
            />
            <SegmentedControl
              aria-label="State"
              data={FILTERS}
              value={STATES[state] ? state : "all"}
              onChange={(value) => filter("state", value === "all" ? "" : value)}
            />
          </div>
          {found.length > 0 ? (
            <RunsTable runs={found} />
          ) : (
            <p role="status">
              No run matches. {runs.length} are hidden by the search and the filter.
            </p>
          )}
        </>
      )}
    </Page>
  );
}
