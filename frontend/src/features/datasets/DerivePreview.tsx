import { Table } from "@mantine/core";
import type { components } from "../../api/schema";
import { formatNumber, formatPercent } from "../../ui/format";
import { counted } from "./counts";
import classes from "./DerivePreview.module.css";
import { type DatasetDetail, SPLITS } from "./queries";

interface DerivePreviewProps {
  dataset: DatasetDetail;
  preview: components["schemas"]["DerivePreview"];
}

/** How many pictures each split would have, and how each class would be spread over them. */
export function DerivePreview({ dataset, preview }: DerivePreviewProps) {
  const splits = SPLITS.filter((split) => preview.splits[split]);
  const unit = counted(dataset.task);
  const names = unit ? (dataset.classes ?? []) : [];
  return (
    <div className={classes.scroll}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>
              {unit && (unit === "pictures" ? "Pictures by class" : "Boxes by class")}
            </Table.Th>
            {splits.map((split) => (
              <Table.Th key={split} className={classes.number ?? ""}>
                {split}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          <Table.Tr>
            <Table.Th scope="row">Pictures</Table.Th>
            {splits.map((split) => (
              <Table.Td key={split} className={classes.number ?? ""}>
                {formatNumber(preview.splits[split]?.images)}
              </Table.Td>
            ))}
          </Table.Tr>
          {names.map((name, cls) => {
            const counts = splits.map((split) => preview.splits[split]?.classes[cls] ?? 0);
            const all = counts.reduce((sum, count) => sum + count, 0);
            return (
              <Table.Tr key={name}>
                <Table.Td>{name}</Table.Td>
                {splits.map((split, at) => (
                  <Table.Td key={split} className={classes.number ?? ""}>
                    {formatNumber(counts[at])}{" "}
                    <span className={classes.share}>
                      {all > 0 ? formatPercent((counts[at] ?? 0) / all, 0) : "–"}
                    </span>
                  </Table.Td>
                ))}
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </div>
  );
}
