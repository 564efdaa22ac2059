import { Button, Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useMemo } from "react";
import { Link, useParams, useSearchParams } from "react-router";
import { isMissing } from "../../api/problem";
import type { Action } from "../../app/actions";
import { Page } from "../../app/Page";
import { ErrorState } from "../../ui/ErrorState";
import { BlockSkeleton } from "../../ui/Skeletons";
import { StatusBadge } from "../../ui/StatusBadge";
import classes from "../../ui/TabbedPage.module.css";
import { CheckpointFacts } from "./CheckpointFacts";
import { checkpointTitle } from "./checkpoint";
import { DeleteCheckpoint } from "./DeleteCheckpoint";
import { ExportsTab } from "./ExportsTab";
import { LayersTab } from "./LayersTab";
import { ModulesTab } from "./ModulesTab";
import { OriginTab } from "./OriginTab";
import { Playground } from "./Playground";
import { type CheckpointDetail, checkpointQuery } from "./queries";
import { TransferTab } from "./transfer/TransferTab";
import { useNewWeights } from "./useNewWeights";

export function CheckpointPage() {
  const { id = "" } = useParams();
  const { data, error, refetch } = useQuery(checkpointQuery(id));
  useNewWeights(id);
  if (error && (!data || isMissing(error))) {
    return (
      <Page title="Checkpoint" main={<AllCheckpoints />}>
        <ErrorState error={error} onRetry={refetch} />
      </Page>
    );
  }
  if (!data) {
    return (
      <Page title="Checkpoint">
        <BlockSkeleton height={320} />
      </Page>
    );
  }
  return <CheckpointView key={id} checkpoint={data} />;
}

function AllCheckpoints() {
  return (
    <Button component={Link} to="/checkpoints" variant="default">
      All checkpoints
    </Button>
  );
}

const TABS = ["Playground", "Transfer", "Exports", "Layers", "Modules", "Origin"] as const;

function CheckpointView({ checkpoint }: { checkpoint: CheckpointDetail }) {
  const [params, setParams] = useSearchParams();
  const waiting = checkpoint.state === "needs_acceptance";
  const first = waiting ? "Modules" : "Playground";
  const tab = TABS.find((name) => name.toLowerCase() === params.get("tab")) ?? first;

  const actions = useMemo<Action[]>(
    () =>
      TABS.map((name, at) => ({
        label: `Show ${name.toLowerCase()}`,
        keys: String(at + 1),
        run: () => setParams({ tab: name.toLowerCase() }, { replace: true }),
      })),
    [setParams],
  );

  return (
    <Page
      title={checkpointTitle(checkpoint)}
      beside={waiting && <StatusBadge status="changed" label="Modules not accepted" />}
      main={
        <>
          {checkpoint.run === null && <DeleteCheckpoint checkpoint={checkpoint} />}
          <Button
            component="a"
            href={`/api/checkpoints/${checkpoint.id}/file`}
            download
            variant="default"
            leftSection={<Download size={14} aria-hidden />}
          >
            Download
          </Button>
        </>
      }
      actions={actions}
      fill
    >
      <CheckpointFacts checkpoint={checkpoint} />
      <Tabs
        value={tab}
        onChange={(name) => setParams({ tab: (name ?? first).toLowerCase() }, { replace: true })}
        keepMounted={false}
        className={classes.tabs ?? ""}
      >
        <Tabs.List className={classes.list ?? ""}>
          {TABS.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {name === "Modules" && checkpoint.sources.length > 0
                ? `Modules (${checkpoint.sources.length})`
                : name}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab} className={classes.panel ?? ""}>
          {tab === "Playground" && <Playground checkpoint={checkpoint} />}
          {tab === "Transfer" && <TransferTab checkpoint={checkpoint} waiting={waiting} />}
          {tab === "Exports" && <ExportsTab checkpoint={checkpoint} waiting={waiting} />}
          {tab === "Layers" && (
            <LayersTab checkpoint={checkpoint.id} layers={checkpoint.layers} waiting={waiting} />
          )}
          {tab === "Modules" && <ModulesTab checkpoint={checkpoint} />}
          {tab === "Origin" && <OriginTab checkpoint={checkpoint} />}
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
