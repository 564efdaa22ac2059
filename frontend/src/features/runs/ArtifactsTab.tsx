import { ActionIcon, Button, Group, Table, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Download, FolderOpen } from "lucide-react";
import { Link } from "react-router";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { formatBytes } from "../../ui/format";
import { RelativeTime } from "../../ui/RelativeTime";
import { ListSkeleton } from "../../ui/Skeletons";
import classes from "./ArtifactsTab.module.css";
import { type Artifact, artifactsQuery, artifactUrl, type Run } from "./queries";

/** The weights first, then the rest as it is usually wanted. */
const KINDS: readonly Artifact["kind"][] = ["weights", "table", "log", "picture", "other"];

/** The files of the run, to try and to take away. */
export function ArtifactsTab({ run }: { run: Run }) {
  const { data, error, refetch } = useQuery(artifactsQuery(run.id));
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <ListSkeleton rows={8} />;
  if (data.length === 0) {
    return (
      <EmptyState icon={FolderOpen} title="No file yet">
        Weights appear with the first epoch, everything else as it is written.
      </EmptyState>
    );
  }
  const files = data.toSorted(
    (a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || a.path.localeCompare(b.path),
  );
  return (
    <Table className={classes.table ?? ""} highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>File</Table.Th>
          <Table.Th className={classes.number ?? ""}>Size</Table.Th>
          <Table.Th className={classes.number ?? ""}>Written</Table.Th>
          <Table.Th aria-label="Actions" />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {files.map((file) => (
          <Table.Tr key={file.path}>
            <Table.Td>
              <code>{file.path}</code>
            </Table.Td>
            <Table.Td className={classes.number ?? ""}>{formatBytes(file.bytes)}</Table.Td>
            <Table.Td className={classes.number ?? ""}>
              <RelativeTime time={file.modified} />
            </Table.Td>
            <Table.Td>
              <Group gap="sm" justify="flex-end" wrap="nowrap">
                <TryIt run={run} file={file} />
                <Tooltip label="Download">
                  <ActionIcon
                    component="a"
                    href={artifactUrl(run.id, file)}
                    download={file.path.split("/").at(-1)}
                    variant="subtle"
                    size={30}
                    aria-label={`Download ${file.path}`}
                  >
                    <Download size={16} aria-hidden />
                  </ActionIcon>
                </Tooltip>
              </Group>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** Leads to the checkpoint that the file is; epoch snapshots are none of the two named ones. */
function TryIt({ run, file }: { run: Run; file: Artifact }) {
  const name = /^weights\/(best|last)\.pt$/.exec(file.path)?.[1];
  if (!name) return null;
  return (
    <Button component={Link} to={`/checkpoints/${run.id}:${name}`} variant="default">
      Try it
    </Button>
  );
}
