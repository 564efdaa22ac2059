import { Table } from "@mantine/core";
import { Fragment } from "react";
import classes from "./ArgumentTable.module.css";
import type { Argument } from "./queries";

/** Arguments that a row writes, with their types, defaults and help. */
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
        {args.map(({ name, type, default: value, required, help }) => (
          <Fragment key={name}>
            <Table.Tr data-helped={Boolean(help) || undefined}>
              <Table.Td>
                <code>{name}</code>
              </Table.Td>
              <Table.Td>{type && <code>{type}</code>}</Table.Td>
              <Table.Td>{required ? "required" : <code>{value}</code>}</Table.Td>
            </Table.Tr>
            {help && (
              <Table.Tr>
                <Table.Td colSpan={3} className={classes.help ?? ""}>
                  {help}
                </Table.Td>
              </Table.Tr>
            )}
          </Fragment>
        ))}
      </Table.Tbody>
    </Table>
  );
}
