import { Table } from "@mantine/core";
import classes from "./ContractTab.module.css";
import type { Argument } from "./queries";

/** The arguments of a constructor with their types and defaults. */
export function ArgumentTable({ args }: { args: readonly Argument[] }) {
  if (args.length === 0) return <p className={classes.note}>It takes none.</p>;
  return (
    <Table className={classes.arguments ?? ""} horizontalSpacing={4} verticalSpacing={2}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Name</Table.Th>
          <Table.Th>Type</Table.Th>
          <Table.Th>Default</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {args.map(({ name, type, default: value, required }) => (
          <Table.Tr key={name}>
            <Table.Td>
              <code>{name}</code>
            </Table.Td>
            <Table.Td>{type && <code>{type}</code>}</Table.Td>
            <Table.Td>{required ? "required" : <code>{value}</code>}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
