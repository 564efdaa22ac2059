import { Table } from "@mantine/core";
import { formatGflops, formatNumber, formatShape } from "../../ui/format";
import classes from "./CheckTab.module.css";
import type { Check } from "./queries";

/** What came out of the tensors that the check sent through the module. */
export function Shapes({ check }: { check: Check }) {
  const { shapes, params, gflops } = check;
  if (shapes.length === 0) return null;
  return (
    <section className={classes.shapes} aria-label="Shapes">
      <Table horizontalSpacing={4} verticalSpacing={2}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Input</Table.Th>
            <Table.Th>Output</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shapes.map(({ input, output }) => (
            <Table.Tr key={JSON.stringify([input, output])}>
              <Table.Td className="mono">{words(input)}</Table.Td>
              <Table.Td className="mono">{words(output)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {params != null && (
        <p className={classes.note}>
          {formatNumber(params)} parameters
          {gflops != null && gflops >= 0.001 && `, ${formatGflops(gflops)}`} in the first of these
        </p>
      )}
    </section>
  );
}

/** One shape, or one for each of several tensors. */
function words(shape: unknown): string {
  if (!Array.isArray(shape)) return shape === null ? "–" : String(shape);
  if (shape.every((size) => typeof size === "number")) return formatShape(shape);
  return shape.map(words).join(" + ");
}
