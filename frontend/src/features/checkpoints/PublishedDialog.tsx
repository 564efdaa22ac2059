import { ActionIcon, Anchor, Button, Progress, Select, Table, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { CloudDownload, Search, X } from "lucide-react";
import { useEffect, useState } from "react";
import { Link } from "react-router";
import { Dialog } from "../../ui/Dialog";
import { ErrorState } from "../../ui/ErrorState";
import { formatBytes, formatDuration } from "../../ui/format";
import { matches } from "../../ui/matches";
import { notifyProblem } from "../../ui/notify";
import { ListSkeleton } from "../../ui/Skeletons";
import classes from "./PublishedDialog.module.css";
import {
  checkpointsQuery,
  fetchPublished,
  type Published,
  publishedQuery,
  stopPublished,
} from "./queries";

/** The weights that Ultralytics publishes, to fetch one by name. */
export function PublishedDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [query, setQuery] = useState("");
  const [task, setTask] = useState<string | null>(null);
  const { data, error, refetch } = useQuery(publishedQuery);
  const here = data?.weights.filter((one) => one.checkpoint).length;
  useEffect(() => {
    if (here) void client.invalidateQueries({ ...checkpointsQuery, exact: true });
  }, [here, client]);
  const tasks = [...new Set(data?.weights.map((one) => one.task))];
  const found = data?.weights.filter(
    (one) => (task === null || one.task === task) && matches(query, wordsOf(one)),
  );
  return (
    <Dialog onClose={onClose} title="Published weights" size="xl">
      {error ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : !data || !found ? (
        <ListSkeleton rows={8} />
      ) : (
        <>
          <p className={classes.note}>
            Fetched from {new URL(data.source).host} when you ask for one, and imported as any other
            file. Where there is no network, fetch the file elsewhere and import it.
          </p>
          <div className={classes.tools}>
            <TextInput
              flex={1}
              aria-label="Search published weights"
              placeholder="Search"
              leftSection={<Search size={14} aria-hidden />}
              value={query}
              onChange={(event) => setQuery(event.currentTarget.value)}
            />
            <Select
              aria-label="Task"
              placeholder="All tasks"
              clearable
              data={tasks}
              value={task}
              onChange={setTask}
            />
          </div>
          {found.length === 0 ? (
            <p role="status">None matches.</p>
          ) : (
            <div className={classes.scroll}>
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>Name</Table.Th>
                    <Table.Th>Family</Table.Th>
                    <Table.Th>Scale</Table.Th>
                    <Table.Th>Task</Table.Th>
                    <Table.Th>State</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {found.map((one) => (
                    <Row key={one.name} one={one} />
                  ))}
                </Table.Tbody>
              </Table>
            </div>
          )}
        </>
      )}
    </Dialog>
  );
}

function wordsOf({ name, family, task, trained_on }: Published): string {
  return [name, family, task, trained_on ?? ""].join(" ");
}

function Row({ one }: { one: Published }) {
  const client = useQueryClient();
  const act = useMutation({
    mutationFn: async (fetching: boolean) => {
      if (fetching) await stopPublished(one.name);
      else await fetchPublished(one.name);
    },
    onSuccess: () => client.invalidateQueries({ queryKey: publishedQuery.queryKey }),
    onError: notifyProblem,
  });
  return (
    <Table.Tr>
      <Table.Td>
        <code>{one.name}</code>
      </Table.Td>
      <Table.Td>{one.family}</Table.Td>
      <Table.Td>{one.scale ?? "–"}</Table.Td>
      <Table.Td>
        {one.task}
        {one.trained_on && <div className={classes.note}>{one.trained_on}</div>}
      </Table.Td>
      <Table.Td>
        <State one={one} busy={act.isPending} onFetch={() => act.mutate(false)} />
        {one.status === "fetching" && (
          <ActionIcon
            variant="default"
            aria-label={`Stop fetching ${one.name}`}
            onClick={() => act.mutate(true)}
          >
            <X size={14} aria-hidden />
          </ActionIcon>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

interface StateProps {
  one: Published;
  busy: boolean;
  onFetch: () => void;
}

function State({ one, busy, onFetch }: StateProps) {
  const { name, status, checkpoint, sha256, done, bytes, left, error } = one;
  if (status === "done" && checkpoint) {
    return (
      <>
        <Anchor component={Link} to={`/checkpoints/${checkpoint}`}>
          Here: open it
        </Anchor>
        {sha256 && <div className={classes.sum}>SHA-256 {sha256}</div>}
      </>
    );
  }
  if (status === "fetching") {
    return (
      <>
        <Progress
          aria-label={`Fetching ${name}`}
          value={bytes ? (100 * done) / bytes : 0}
          transitionDuration={0}
        />
        <span className={classes.note} role="status">
          {formatBytes(done)}
          {bytes !== null && ` of ${formatBytes(bytes)}`}
          {left !== null && `, ${formatDuration(left)} left`}
        </span>
      </>
    );
  }
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<CloudDownload size={14} aria-hidden />}
        loading={busy}
        onClick={onFetch}
        aria-label={`Fetch ${name}`}
      >
        {status === "failed" ? "Try again" : "Fetch"}
      </Button>
      {error && (
        <div className={classes.problem} role="alert">
          {error}
        </div>
      )}
    </>
  );
}
