import { Button, Checkbox, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ErrorState } from "../../ui/ErrorState";
import { formatBytes, formatNumber } from "../../ui/format";
import { notifyDone } from "../../ui/notify";
import { BlockSkeleton } from "../../ui/Skeletons";
import classes from "./CleanUpDialog.module.css";
import { KINDS, present, sum, usual } from "./leftovers";
import { cleanDisk, type Disk, type DiskKind, diskQuery, lookAtDisk } from "./queries";

/** What could be freed, told before anything is. */
export function CleanUpDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Clean up" size="lg">
      <Fresh onClose={onClose} />
    </Modal>
  );
}

/** The disk is looked at anew: figures of a minute ago would promise too much. */
function Fresh({ onClose }: { onClose: () => void }) {
  const { data, error, refetch } = useQuery({
    queryKey: [...diskQuery.queryKey, "fresh"],
    queryFn: lookAtDisk,
    staleTime: 0,
    gcTime: 0,
  });
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <BlockSkeleton height={240} />;
  return <Choice disk={data} onClose={onClose} />;
}

function Choice({ disk, onClose }: { disk: Disk; onClose: () => void }) {
  const client = useQueryClient();
  const kinds = present(disk.kinds);
  const [ticked, setTicked] = useState<ReadonlySet<DiskKind>>(() => new Set(usual(kinds)));
  const { bytes, count } = sum(kinds, ticked);
  const cleaning = useMutation({
    mutationFn: () => cleanDisk([...ticked]),
    onSuccess: (cleaned) => {
      client.setQueryData(diskQuery.queryKey, cleaned.disk);
      notifyDone(`${formatBytes(cleaned.bytes)} freed`);
      onClose();
    },
  });
  if (kinds.length === 0) return <p role="status">There is nothing to free.</p>;

  function tick(kind: DiskKind, isTicked: boolean) {
    const next = new Set(ticked);
    if (isTicked) next.add(kind);
    else next.delete(kind);
    setTicked(next);
  }

  return (
    <Stack gap="md">
      <ul className={classes.kinds}>
        {kinds.map(({ kind, bytes, count, used }) => (
          <li key={kind}>
            <Checkbox
              label={KINDS[kind].name}
              description={used ? `${KINDS[kind].what} Now ${used}.` : KINDS[kind].what}
              disabled={count === 0}
              checked={ticked.has(kind)}
              onChange={(event) => tick(kind, event.currentTarget.checked)}
            />
            <span className={classes.count}>{formatNumber(count)}</span>
            <span className={classes.size}>{formatBytes(bytes)}</span>
          </li>
        ))}
      </ul>
      {cleaning.error && <ErrorState error={cleaning.error} />}
      <Group justify="space-between">
        <Text c="dimmed" role="status">
          {count === 0
            ? "Nothing is ticked."
            : `Frees ${formatBytes(bytes)} in ${formatNumber(count)} ${count === 1 ? "place" : "places"}. It cannot be undone.`}
        </Text>
        <Group gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            color="red"
            disabled={count === 0}
            loading={cleaning.isPending}
            onClick={() => cleaning.mutate()}
          >
            Free {formatBytes(bytes)}
          </Button>
        </Group>
      </Group>
    </Stack>
  );
}
