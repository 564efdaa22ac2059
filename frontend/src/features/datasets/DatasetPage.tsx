import { Button, Progress, Stack, Tabs } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { CopyPlus, Play } from "lucide-react";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { isMissing, ProblemError } from "../../api/problem";
import { Page } from "../../app/Page";
import { useStillHere } from "../../app/useStillHere";
import { ErrorState } from "../../ui/ErrorState";
import { formatNumber } from "../../ui/format";
import { BlockSkeleton } from "../../ui/Skeletons";
import { StatusBadge } from "../../ui/StatusBadge";
import { progressText, statisticsOf } from "./counts";
import classes from "./DatasetPage.module.css";
import { DeleteDataset } from "./DeleteDataset";
import { DeriveDialog } from "./DeriveDialog";
import { DuplicatesTab } from "./DuplicatesTab";
import { Gallery } from "./Gallery";
import { type DatasetDetail, datasetQuery, deleteDataset } from "./queries";
import { Report } from "./Report";
import { Statistics } from "./Statistics";
import { useDatasetNews } from "./useDatasetNews";
import { TABS, useView } from "./useView";

export function DatasetPage() {
  const { name = "" } = useParams();
  const { data, error, refetch } = useQuery(datasetQuery(name));
  const [deriving, setDeriving] = useState(false);
  useDatasetNews();
  const beside = data && data.status !== "ready" && <StatusBadge status={data.status} />;
  const main = data?.status === "ready" && (
    <>
      <DeleteDataset dataset={data} />
      <Button
        variant="default"
        leftSection={<CopyPlus size={14} aria-hidden />}
        onClick={() => setDeriving(true)}
      >
        New set from it
      </Button>
      <Button
        component={Link}
        to={`/runs/new?dataset=${encodeURIComponent(name)}`}
        leftSection={<Play size={14} aria-hidden />}
      >
        Train on it
      </Button>
    </>
  );
  return (
    <Page title={name} beside={beside} main={main}>
      {error && (!data || isMissing(error)) ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : !data ? (
        <BlockSkeleton height={480} />
      ) : data.status === "ready" ? (
        <Ready dataset={data} />
      ) : (
        <Unready dataset={data} />
      )}
      {deriving && data && <DeriveDialog dataset={data} onClose={() => setDeriving(false)} />}
    </Page>
  );
}

function Ready({ dataset }: { dataset: DatasetDetail }) {
  const [view, change] = useView();
  const kinds = dataset.report ?? [];
  const reported = kinds.reduce((sum, entry) => sum + entry.count, 0);
  return (
    <div className={classes.columns}>
      <Statistics
        dataset={dataset}
        statistics={statisticsOf(dataset, view.split)}
        view={view}
        change={change}
      />
      <Tabs
        value={view.tab}
        onChange={(value) => change({ tab: TABS.find((tab) => tab === value) ?? "pictures" })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="pictures">Pictures</Tabs.Tab>
          <Tabs.Tab value="report">
            Import report{reported > 0 && ` (${formatNumber(reported)})`}
          </Tabs.Tab>
          <Tabs.Tab value="duplicates">Duplicates</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="pictures">
          <Gallery dataset={dataset} view={view} change={change} />
        </Tabs.Panel>
        <Tabs.Panel value="report">
          <Report dataset={dataset} />
        </Tabs.Panel>
        <Tabs.Panel value="duplicates">
          <DuplicatesTab dataset={dataset} />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}

/** An import under way, or one that failed and why. */
function Unready({ dataset }: { dataset: DatasetDetail }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const stillHere = useStillHere();
  const removing = useMutation({
    mutationFn: async () => {
      await deleteDataset(dataset.name);
      if (stillHere(`/datasets/${dataset.name}`)) navigate("/datasets");
      client.removeQueries({ queryKey: datasetQuery(dataset.name).queryKey });
      await client.invalidateQueries({ queryKey: ["datasets"], exact: true });
    },
  });
  const { progress } = dataset;
  const failed = dataset.status === "failed";
  return (
    <Stack gap="md" maw={720}>
      {failed ? (
        <ErrorState
          error={
            new ProblemError({
              title: "The import failed; nothing of it was kept",
              detail: dataset.error ?? "",
              status: 422,
              errors: (dataset.errors ?? []).map(({ loc, message }) => ({
                loc: loc.join(" › "),
                message,
              })),
            })
          }
        />
      ) : (
        <div>
          <p role="status">{progressText(progress)}</p>
          <Progress
            aria-label="Import"
            value={progress?.total ? (100 * (progress.done ?? 0)) / progress.total : 0}
          />
        </div>
      )}
      {removing.error && <ErrorState error={removing.error} />}
      <div>
        <Button variant="default" loading={removing.isPending} onClick={() => removing.mutate()}>
          {failed ? "Dismiss" : "Stop the import"}
        </Button>
      </div>
    </Stack>
  );
}
