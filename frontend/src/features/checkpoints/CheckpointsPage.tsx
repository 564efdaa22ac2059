import { Button, Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { CloudDownload, PackageCheck, Plus } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { Link, useSearchParams } from "react-router";
import type { Action } from "../../app/actions";
import { Page } from "../../app/Page";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { matches } from "../../ui/matches";
import { SearchField } from "../../ui/SearchField";
import { ListSkeleton } from "../../ui/Skeletons";
import classes from "./CheckpointsPage.module.css";
import { CheckpointsTable } from "./CheckpointsTable";
import { checkpointTitle, classNames } from "./checkpoint";
import { ImportDialog } from "./ImportDialog";
import { PublishedDialog } from "./PublishedDialog";
import { type Checkpoint, checkpointsQuery } from "./queries";
import { useDescriptions } from "./useDescriptions";
import { useNewWeights } from "./useNewWeights";

export function CheckpointsPage() {
  const { data, error, refetch } = useQuery(checkpointsQuery);
  useDescriptions(data);
  useNewWeights();
  const [params, setParams] = useSearchParams();
  const [importing, setImporting] = useState(false);
  const [fetching, setFetching] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  const asked = params.get("q") ?? "";
  const [query, setQuery] = useState(asked);

  const actions = useMemo<Action[]>(
    () => [
      { label: "Import a checkpoint", keys: "I", run: () => setImporting(true) },
      { label: "Fetch published weights", run: () => setFetching(true) },
      { label: "Search checkpoints", keys: "/", run: () => search.current?.focus() },
    ],
    [],
  );
  const importButton = (
    <>
      <Button
        variant="default"
        leftSection={<CloudDownload size={14} aria-hidden />}
        onClick={() => setFetching(true)}
      >
        Published weights
      </Button>
      <Button leftSection={<Plus size={14} aria-hidden />} onClick={() => setImporting(true)}>
        Import
      </Button>
    </>
  );
  const found = data?.filter((one) => matches(query, wordsOf(one)));

  return (
    <Page title="Checkpoints" main={importButton} actions={actions}>
      {fetching && <PublishedDialog onClose={() => setFetching(false)} />}
      {importing && <ImportDialog onClose={() => setImporting(false)} />}
      {error ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : !data || !found ? (
        <ListSkeleton rows={8} height={48} />
      ) : data.length === 0 ? (
        <EmptyState
          icon={PackageCheck}
          title="No checkpoint yet"
          action={
            <Group gap="sm">
              <Button component={Link} to="/runs/new">
                Start a run
              </Button>
              <Button variant="default" onClick={() => setImporting(true)}>
                Import a file
              </Button>
            </Group>
          }
        >
          Trained weights, from a run or imported. Drop a picture on one to see its boxes.
        </EmptyState>
      ) : (
        <>
          <SearchField
            ref={search}
            label="Search checkpoints"
            className={classes.search}
            told={asked}
            onSearch={setQuery}
            onRest={(text) => setParams(text ? { q: text } : {}, { replace: true })}
          />
          {found.length > 0 ? (
            <CheckpointsTable checkpoints={found} />
          ) : (
            <p role="status">No checkpoint matches. {data.length} are hidden by the search.</p>
          )}
        </>
      )}
    </Page>
  );
}

function wordsOf(one: Checkpoint): string {
  const words = [checkpointTitle(one), one.id, one.dataset, one.task];
  return [...words, ...classNames(one.names), ...one.modules].join(" ");
}
