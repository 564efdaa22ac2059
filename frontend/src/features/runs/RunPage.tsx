import { Button, Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { Link, useParams, useSearchParams } from "react-router";
import { isMissing } from "../../api/problem";
import type { Action } from "../../app/actions";
import { Page } from "../../app/Page";
import { ErrorState } from "../../ui/ErrorState";
import { BlockSkeleton } from "../../ui/Skeletons";
import { StatusBadge } from "../../ui/StatusBadge";
import classes from "../../ui/TabbedPage.module.css";
import { ArtifactsTab } from "./ArtifactsTab";
import { ChartsTab } from "./ChartsTab";
import { ConfigurationTab } from "./ConfigurationTab";
import { CurvesTab } from "./curves/CurvesTab";
import { Failure } from "./Failure";
import { LogTab } from "./LogTab";
import { NotesButton } from "./list/NotesButton";
import { PicturesTab } from "./PicturesTab";
import { type Run, runQuery, useLiveRuns } from "./queries";
import { RunButtons } from "./RunButtons";
import { RunFacts } from "./RunFacts";
import { isActive, runTitle } from "./run";
import { StreamNote } from "./StreamNote";
import { useRunView } from "./useRunView";

const TABS = [
  "Charts",
  "Pictures",
  "Confusion and PR",
  "Log",
  "Configuration",
  "Artifacts",
] as const;

export function RunPage() {
  const { id = "" } = useParams();
  useLiveRuns();
  const { data, error, refetch } = useQuery(runQuery(id));
  if (error && (!data || isMissing(error))) {
    return (
      <Page title="Run" main={<AllRuns />}>
        <ErrorState error={error} onRetry={refetch} />
      </Page>
    );
  }
  if (!data) {
    return (
      <Page title="Run">
        <BlockSkeleton height={320} />
      </Page>
    );
  }
  return <RunView key={id} run={data} />;
}

function AllRuns() {
  return (
    <Button component={Link} to="/runs" variant="default">
      All runs
    </Button>
  );
}

function RunView({ run }: { run: Run }) {
  const [params, setParams] = useSearchParams();
  const watched = useRunView(run.id, isActive(run));
  const { view, stream } = watched;
  const tab = TABS.find((name) => slug(name) === params.get("tab")) ?? "Charts";

  const actions = useMemo<Action[]>(
    () =>
      TABS.map((name, at) => ({
        label: `Show ${name.toLowerCase()}`,
        keys: String(at + 1),
        run: () => setParams({ tab: slug(name) }, { replace: true }),
      })),
    [setParams],
  );

  return (
    <Page
      title={runTitle(run)}
      beside={
        <>
          <StatusBadge status={run.status} />
          <NotesButton run={run} />
          <StreamNote stream={stream} />
        </>
      }
      main={<RunButtons run={run} />}
      actions={actions}
      fill
    >
      <RunFacts run={run} view={view} />
      <Tabs
        value={slug(tab)}
        onChange={(name) => setParams({ tab: name ?? "charts" }, { replace: true })}
        keepMounted={false}
        className={classes.tabs ?? ""}
      >
        <Tabs.List className={classes.list ?? ""}>
          {TABS.map((name) => (
            <Tabs.Tab key={name} value={slug(name)}>
              {name}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={slug(tab)} className={classes.panel ?? ""} data-fill={tab === "Log"}>
          {run.error && tab !== "Log" && <Failure error={run.error} />}
          {tab === "Charts" && <ChartsTab run={run} watched={watched} />}
          {tab === "Pictures" && <PicturesTab run={run} />}
          {tab === "Confusion and PR" && <CurvesTab run={run} />}
          {tab === "Log" && <LogTab run={run.id} watched={watched} />}
          {tab === "Configuration" && <ConfigurationTab run={run} />}
          {tab === "Artifacts" && <ArtifactsTab run={run} />}
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

/** A tab in the address and in ids, which hold no spaces. */
function slug(name: string): string {
  return name.toLowerCase().replaceAll(" ", "-");
}
