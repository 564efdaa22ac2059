import { Table } from "@mantine/core";
import { formatGflops, formatNumber, formatShape } from "../../ui/format";
import type { Check } from "./queries";
import classes from "./Shapes.module.css";

/** What came out of the tensors that the check sent through the module. */
export function Shapes({ check: { shapes, params, gflops } }: { check: Check }) {
  if (shapes.length === 0) return null;
  const scaled = shapes.some(({ scale }) => scale);
  return (
    <section className={classes.shapes} aria-label="Shapes">
      <h2>Shapes</h2>
      <Table horizontalSpacing={4} verticalSpacing={2}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Arguments</Table.Th>
            {scaled && <Table.Th>Scale</Table.Th>}
            <Table.Th>Input</Table.Th>
            <Table.Th>Output</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shapes.map(({ input, output, args, scale }) => (
            <Table.Tr key={JSON.stringify([input, output, args, scale])}>
              <Table.Td className="mono">{JSON.stringify(args)}</Table.Td>
              {scaled && <Table.Td>{scale ?? "–"}</Table.Td>}
              <Table.Td className="mono">{words(input)}</Table.Td>
              <Table.Td className="mono">{words(output)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {params != null && (
        <p className={classes.total}>
          {formatNumber(params)} parameters
          {gflops != null && gflops >= 0.001 && `, ${formatGflops(gflops)}`} as counted above
        </p>
      )}
    </section>
  );
}

/** One shape, or one for each of several tensors. */
function words(shape: unknown): string {
  if (!Array.isArray(shape)) return "–";
  if (shape.every((size) => typeof size === "number")) return formatShape(shape);
  return shape.map(words).join(" + ");
}
