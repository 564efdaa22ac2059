import { Table } from "@mantine/core";
import { formatNumber } from "../../../ui/format";
import type { TransferRow } from "../queries";
import classes from "./RowDetail.module.css";
import { STATES, shapeText, sourceText } from "./transfer";

/** One row of the new model, tensor by tensor. */
export function RowDetail({ row }: { row: TransferRow | undefined }) {
  if (!row) return <p className={classes.note}>Choose a row to see its tensors.</p>;
  const { sign, word } = STATES[row.state];
  return (
    <section className={classes.detail} aria-label={`Row ${row.index}`}>
      <h2>
        {row.index} · {row.module}
      </h2>
      <p className={classes.note}>
        {sign} {word}; filled from {sourceText(row)}.{" "}
        {row.params > 0 &&
          `${formatNumber(row.params_loaded)} of ${formatNumber(row.params)} parameters.`}
      </p>
      {row.tensors.length > 0 && (
        <Table className={classes.table ?? ""}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Tensor</Table.Th>
              <Table.Th>Shape</Table.Th>
              <Table.Th>What happens</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {row.tensors.map((tensor) => (
              <Table.Tr key={tensor.name}>
                <Table.Td>
                  <code>{tensor.name}</code>
                </Table.Td>
                <Table.Td>
                  <code>{shapeText(tensor.shape)}</code>
                </Table.Td>
                <Table.Td>
                  <span aria-hidden>{STATES[tensor.state].sign}</span> {STATES[tensor.state].word}
                  {tensor.why && <div className={classes.why}>{tensor.why}</div>}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </section>
  );
}
