import { Button, Stack, Table, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useState } from "react";
import { Dialog } from "../../ui/Dialog";
import { ErrorState } from "../../ui/ErrorState";
import { formatNumber } from "../../ui/format";
import { matches } from "../../ui/matches";
import { ListSkeleton } from "../../ui/Skeletons";
import classes from "./CatalogDialog.module.css";
import { catalogQuery, fetchKnown, type KnownDataset } from "./queries";

/** The data sets that Ultralytics knows by name; a click fetches one where there is a network. */
export function CatalogDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(catalogQuery);
  const [query, setQuery] = useState("");
  const fetching = useMutation({
    mutationFn: fetchKnown,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["datasets"], exact: true });
      onClose();
    },
  });
  const found = data?.filter((one) => matches(query, `${one.name} ${one.title} ${one.task}`));
  return (
    <Dialog onClose={onClose} title="Data sets that Ultralytics knows" size="xl">
      <Stack gap="sm">
        <p className={classes.hint}>
          Fetching one opens a connection to where it lies, and nothing else here does. Scripts that
          come with a data set are never run.
        </p>
        <TextInput
          aria-label="Search known data sets"
          placeholder="Name or task"
          leftSection={<Search size={14} aria-hidden />}
          value={query}
          data-autofocus
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
        {fetching.error && <ErrorState error={fetching.error} />}
        {error ? (
          <ErrorState error={error} onRetry={refetch} />
        ) : !found ? (
          <ListSkeleton rows={8} height={36} />
        ) : found.length === 0 ? (
          <p role="status">No data set matches.</p>
        ) : (
          <Table highlightOnHover>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Data set</Table.Th>
                <Table.Th>Task</Table.Th>
                <Table.Th className={classes.number ?? ""}>Classes</Table.Th>
                <Table.Th className={classes.number ?? ""}>Size</Table.Th>
                <Table.Td />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {found.map((known) => (
                <Row
                  key={known.name}
                  known={known}
                  busy={fetching.isPending}
                  starts={fetching.isPending && fetching.variables === known.name}
                  onFetch={() => fetching.mutate(known.name)}
                />
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Stack>
    </Dialog>
  );
}

interface RowProps {
  known: KnownDataset;
  busy: boolean;
  starts: boolean;
  onFetch: () => void;
}

function Row({ known, busy, starts, onFetch }: RowProps) {
  return (
    <Table.Tr>
      <Table.Td>
        {known.name}
        <div className={classes.faint}>{known.reason ?? known.title}</div>
      </Table.Td>
      <Table.Td>{known.task}</Table.Td>
      <Table.Td className={classes.number ?? ""}>{formatNumber(known.classes)}</Table.Td>
      <Table.Td className={classes.number ?? ""}>{known.size ?? "–"}</Table.Td>
      <Table.Td className={classes.number ?? ""}>
        {known.url && (
          <Button
            size="xs"
            variant="default"
            aria-label={`Fetch ${known.name}`}
            loading={starts}
            disabled={busy && !starts}
            onClick={onFetch}
          >
            Fetch
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
