import { ActionIcon, Menu, Table } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Copy, Ellipsis, Trash2 } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { notifyProblem } from "../../ui/notify";
import { RelativeTime } from "../../ui/RelativeTime";
import { StatusBadge } from "../../ui/StatusBadge";
import classes from "./ArchitecturesPage.module.css";
import { CopyDialog } from "./CopyDialog";
import { type Architecture, type ArchitectureSummary, architectureQuery } from "./queries";
import { useDeletion } from "./useDeletion";

interface OwnTableProps {
  architectures: readonly ArchitectureSummary[];
  /** Names of those with unsaved changes. */
  drafts: readonly string[];
}

export function OwnTable({ architectures, drafts }: OwnTableProps) {
  const client = useQueryClient();
  const deletion = useDeletion();
  const [copied, setCopied] = useState<Architecture>();
  const withText = (name: string, use: (architecture: Architecture) => void) => {
    client.fetchQuery(architectureQuery(name)).then(use, notifyProblem);
  };
  return (
    <>
      <Table className={classes.table ?? ""}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>Task</Table.Th>
            <Table.Th>Saved</Table.Th>
            <Table.Th>
              <span className={classes.hidden}>Actions</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {architectures.map(({ name, task, modified }) => (
            <Table.Tr key={name}>
              <Table.Td>
                <Link className={classes.name} to={`/architectures/${name}`}>
                  {name}
                </Link>{" "}
                {drafts.includes(name) && <StatusBadge status="changed" label="Unsaved changes" />}
              </Table.Td>
              <Table.Td>{task ?? "–"}</Table.Td>
              <Table.Td>{modified && <RelativeTime time={modified} />}</Table.Td>
              <Table.Td ta="right">
                <Menu position="bottom-end">
                  <Menu.Target>
                    <ActionIcon variant="subtle" color="gray" aria-label={`Actions of ${name}`}>
                      <Ellipsis size={16} aria-hidden />
                    </ActionIcon>
                  </Menu.Target>
                  <Menu.Dropdown>
                    <Menu.Item
                      leftSection={<Copy size={14} />}
                      onClick={() => withText(name, setCopied)}
                    >
                      Duplicate
                    </Menu.Item>
                    <Menu.Item
                      color="red"
                      leftSection={<Trash2 size={14} />}
                      onClick={() => withText(name, deletion.mutate)}
                    >
                      Delete
                    </Menu.Item>
                  </Menu.Dropdown>
                </Menu>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {copied && <CopyDialog {...copied} onClose={() => setCopied(undefined)} />}
    </>
  );
}
