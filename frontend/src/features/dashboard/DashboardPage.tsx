import { Button, Title } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { Link } from "react-router";
import { askAgain } from "../../api/news";
import { Page } from "../../app/Page";
import { ErrorState } from "../../ui/ErrorState";
import { formatNumber } from "../../ui/format";
import { ListSkeleton } from "../../ui/Skeletons";
import { Stat } from "../../ui/Stat";
import { useDeletions } from "../runs/deletions";
import { runsQuery, useLiveRuns } from "../runs/queries";
import { RunsTable } from "../runs/RunsTable";
import { isActive } from "../runs/run";
import { ActiveRuns } from "./ActiveRuns";
import { BestResults } from "./BestResults";
import { bestByDataset } from "./best";
import classes from "./DashboardPage.module.css";
import { FirstSteps, hasFirstSteps } from "./FirstSteps";
import { House } from "./House";
import { statsQuery } from "./queries";

const RECENT = 6;
/** While the first steps are shown, things are made elsewhere: a data set, for one. */
const LOOK_AGAIN_MS = 3_000;

const COUNTS = [
  { name: "modules", label: "Modules", to: "/modules" },
  { name: "architectures", label: "Architectures", to: "/architectures" },
  { name: "datasets", label: "Data sets", to: "/datasets" },
  { name: "runs", label: "Runs", to: "/runs" },
  { name: "checkpoints", label: "Checkpoints", to: "/checkpoints" },
] as const;

/** What runs, what it learned, what there is; and in an empty workspace what to do. */
export function DashboardPage() {
  useLiveRuns();
  const client = useQueryClient();
  const stats = useQuery({
    ...statsQuery,
    refetchInterval: ({ state }) =>
      state.data && hasFirstSteps(state.data) ? LOOK_AGAIN_MS : false,
  });
  const { data, error, refetch } = useQuery(runsQuery);
  const deleted = useDeletions((state) => state.pending);
  const runs = data?.filter((run) => !deleted.has(run.id)) ?? [];
  const states = runs.map((run) => `${run.id} ${run.status}`).join();

  // biome-ignore lint/correctness/useExhaustiveDependencies: a run that began or ended counts anew
  useEffect(() => {
    askAgain(client, statsQuery.queryKey);
  }, [client, states]);

  const active = runs.filter(isActive);
  const recent = runs.filter((run) => !isActive(run)).slice(0, RECENT);
  const best = bestByDataset(runs);
  return (
    <Page title="Dashboard" main={<NewRun />}>
      <div className={classes.page}>
        {stats.error && <ErrorState error={stats.error} onRetry={stats.refetch} />}
        {stats.data && hasFirstSteps(stats.data) && <FirstSteps stats={stats.data} />}
        <nav className={classes.counts} aria-label="What there is">
          {COUNTS.map(({ name, label, to }) => (
            <Link key={name} to={to}>
              <Stat label={label} value={formatNumber(stats.data?.[name])} />
            </Link>
          ))}
        </nav>
        {active.length > 0 && (
          <Section title="Running and queued">
            <ActiveRuns runs={active} />
          </Section>
        )}
        <House runs={active} />
        {error ? (
          <ErrorState error={error} onRetry={refetch} />
        ) : !data ? (
          <ListSkeleton rows={6} height={48} />
        ) : (
          <>
            {best.length > 0 && (
              <Section title="Best result on each data set">
                <BestResults runs={best} />
              </Section>
            )}
            {recent.length > 0 && (
              <Section title="Recent runs">
                <RunsTable runs={recent} />
              </Section>
            )}
          </>
        )}
      </div>
    </Page>
  );
}

function NewRun() {
  return (
    <Button component={Link} to="/runs/new" leftSection={<Plus size={14} aria-hidden />}>
      New run
    </Button>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <Title order={2} mb="sm">
        {title}
      </Title>
      {children}
    </section>
  );
}
