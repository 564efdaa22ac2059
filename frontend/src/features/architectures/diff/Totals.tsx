import { Table } from "@mantine/core";
import { formatNumber } from "../../../ui/format";
import type { Inspection } from "../queries";
import classes from "./DiffPage.module.css";
import { signed, signedPart } from "./words";

interface TotalsProps {
  names: { before: string; after: string };
  before: Inspection["totals"] | undefined;
  after: Inspection["totals"] | undefined;
}

const FACTS = [
  { key: "params", label: "Parameters", digits: 0 },
  { key: "gflops", label: "GFLOPs", digits: 2 },
  { key: "layers", label: "Layers", digits: 0 },
] as const;

/** What the wholes come to, and by how much they differ. */
export function Totals({ names, before, after }: TotalsProps) {
  return (
    <Table className={classes.totals ?? ""} aria-label="Totals">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Total</Table.Th>
          <Table.Th>{names.before}</Table.Th>
          <Table.Th>{names.after}</Table.Th>
          <Table.Th>Change</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {FACTS.map(({ key, label, digits }) => {
          const [old, now] = [before?.[key], after?.[key]];
          const change = typeof old === "number" && typeof now === "number" ? now - old : null;
          return (
            <Table.Tr key={key}>
              <Table.Th scope="row">{label}</Table.Th>
              <Table.Td>{formatNumber(old, digits)}</Table.Td>
              <Table.Td>{formatNumber(now, digits)}</Table.Td>
              <Table.Td>
                {signed(change, digits)} <small>{signedPart(old, change)}</small>
              </Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}
