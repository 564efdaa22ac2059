import { Button, Group, Table } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleStop, Play } from "lucide-react";
import { useEffect } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { askAgain } from "../../../api/news";
import { isMissing } from "../../../api/problem";
import { Page } from "../../../app/Page";
import { useStillHere } from "../../../app/useStillHere";
import { DeleteButton } from "../../../ui/DeleteButton";
import { ErrorState } from "../../../ui/ErrorState";
import { formatNumber } from "../../../ui/format";
import { notifyProblem } from "../../../ui/notify";
import { BlockSkeleton } from "../../../ui/Skeletons";
import { Stat } from "../../../ui/Stat";
import { StatusBadge } from "../../../ui/StatusBadge";
import { formatScore, metricName } from "../metrics";
import { runsQuery, useLiveRuns } from "../queries";
import { runModel } from "../run";
import { asText } from "../trainArgs";
import {
  deleteSweep,
  goesOn,
  resumeSweep,
  type Sweep,
  stopSweep,
  sweepQuery,
  sweepsQuery,
} from "./queries";
import { Scatter } from "./Scatter";
import classes from "./SweepPage.module.css";
import { spaceText } from "./space";
import { sweepTitle } from "./title";

/** One sweep: its runs, the best first, as they are at this moment. */
export function SweepPage() {
  const { id = "" } = useParams();
  const client = useQueryClient();
  useLiveRuns();
  const { data, error, refetch } = useQuery(sweepQuery(id));
  const runs = useQuery(runsQuery).data;
  const seen = runs
    ?.filter(({ parent }) => parent === id)
    .map(({ id: run, status, epoch }) => `${run} ${status} ${epoch}`)
    .join();

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs that have moved mean another order
  useEffect(() => {
    askAgain(client, sweepQuery(id).queryKey);
  }, [client, id, seen]);

  if (error && (!data || isMissing(error))) {
    return (
      <Page title="Sweep">
        <ErrorState error={error} onRetry={refetch} />
      </Page>
    );
  }
  if (!data) {
    return (
      <Page title="Sweep">
        <BlockSkeleton height={320} />
      </Page>
    );
  }
  return (
    <Page
      title={sweepTitle(data)}
      beside={<StatusBadge status={data.status} />}
      main={<Buttons sweep={data} />}
    >
      <Facts sweep={data} />
      <Leaderboard sweep={data} />
      {data.metric && (
        <div className={classes.plots}>
          {varied(data).map((name) => (
            <Scatter
              key={name}
              name={name}
              trials={data.results}
              metric={metricName(data.metric ?? "")}
              best={data.best}
            />
          ))}
        </div>
      )}
    </Page>
  );
}

function Buttons({ sweep }: { sweep: Sweep }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const stillHere = useStillHere();
  const settle = {
    onSuccess: (now: Sweep) => client.setQueryData(sweepQuery(sweep.id).queryKey, now),
    onError: notifyProblem,
  };
  const stop = useMutation({ mutationFn: () => stopSweep(sweep.id), ...settle });
  const resume = useMutation({ mutationFn: () => resumeSweep(sweep.id), ...settle });
  const going = goesOn(sweep);
  return (
    <Group gap="sm" wrap="nowrap">
      <Button variant="default" component={Link} to="/sweeps">
        All sweeps
      </Button>
      {going && (
        <Button
          variant="default"
          leftSection={<CircleStop size={14} aria-hidden />}
          disabled={sweep.status === "stopping"}
          loading={stop.isPending}
          onClick={() => stop.mutate()}
        >
          Stop the sweep
        </Button>
      )}
      {sweep.status === "stopped" && (
        <Button
          leftSection={<Play size={14} aria-hidden />}
          loading={resume.isPending}
          onClick={() => resume.mutate()}
        >
          Go on
        </Button>
      )}
      {!going && (
        <DeleteButton
          title="Delete this sweep?"
          onDelete={async () => {
            await deleteSweep(sweep.id, false);
            if (stillHere(`/sweeps/${sweep.id}`)) navigate("/sweeps");
            client.removeQueries({ queryKey: sweepQuery(sweep.id).queryKey });
            await client.invalidateQueries({ queryKey: sweepsQuery.queryKey });
          }}
        >
          The leaderboard goes. Its runs stay in the list of runs.
        </DeleteButton>
      )}
    </Group>
  );
}

function Facts({ sweep }: { sweep: Sweep }) {
  const best = sweep.results.find(({ run }) => run !== null && run === sweep.best);
  const { run } = sweep.request;
  const vary = Object.entries(sweep.request.vary ?? {});
  return (
    <section className={classes.facts} aria-label="Facts">
      <Stat
        label="Runs"
        value={`${formatNumber(sweep.done)} / ${formatNumber(sweep.trials)}`}
        hint={sweep.request.method}
      />
      <Stat
        label={sweep.metric ? `Best ${metricName(sweep.metric)}` : "Best"}
        value={formatScore(best?.value)}
        hint={best ? `run ${best.number}` : goesOn(sweep) && "after the first epoch"}
      />
      <Stat
        label="Model"
        value={runModel({
          architecture: run.architecture ?? null,
          checkpoint: run.checkpoint ?? null,
          scale: run.scale ?? null,
        })}
        hint={`on ${run.dataset}`}
      />
      <Stat
        label="Varied"
        value={vary.length === 0 ? "Ultralytics' own space" : formatNumber(vary.length)}
        hint={vary.map(([name, space]) => `${name}: ${spaceText(space)}`).join("; ")}
      />
    </section>
  );
}

function Leaderboard({ sweep }: { sweep: Sweep }) {
  const names = varied(sweep);
  const ranked = [...sweep.results].sort(
    (a, b) => (b.value ?? -Infinity) - (a.value ?? -Infinity) || a.number - b.number,
  );
  return (
    <div className={classes.scroll}>
      <Table aria-label="Leaderboard">
        <Table.Thead>
          <Table.Tr>
            <Table.Th className={classes.number ?? ""}>Run</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th className={classes.number ?? ""}>
              {sweep.metric ? metricName(sweep.metric) : "Metric"}
            </Table.Th>
            <Table.Th className={classes.number ?? ""}>Epochs</Table.Th>
            {names.map((name) => (
              <Table.Th key={name} className={classes.number ?? ""}>
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {ranked.map((trial) => (
            <Table.Tr
              key={trial.number}
              className={(trial.run !== null && trial.run === sweep.best && classes.lead) || ""}
            >
              <Table.Td className={classes.number ?? ""}>
                {trial.run ? (
                  <Link
                    to={`/runs/${trial.run}`}
                    className={classes.link}
                    aria-label={`Run ${trial.number}`}
                  >
                    {trial.number}
                  </Link>
                ) : (
                  trial.number
                )}
              </Table.Td>
              <Table.Td>
                <StatusBadge status={trial.status} />
                {trial.error && <p className={classes.reason}>{trial.error}</p>}
              </Table.Td>
              <Table.Td className={classes.number ?? ""}>{formatScore(trial.value)}</Table.Td>
              <Table.Td className={classes.number ?? ""}>
                {trial.epochs
                  ? `${formatNumber(trial.epoch ?? 0)} / ${formatNumber(trial.epochs)}`
                  : "–"}
              </Table.Td>
              {names.map((name) => (
                <Table.Td key={name} className={classes.number ?? ""}>
                  {asText(trial.args[name]) || "–"}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

/** The arguments that differ: those that were named, or those that Ultralytics chose. */
function varied(sweep: Sweep): string[] {
  return [...new Set(sweep.results.flatMap(({ args }) => Object.keys(args)))];
}
