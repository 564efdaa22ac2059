import { Button, Progress, Table } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, TriangleAlert } from "lucide-react";
import { Link } from "react-router";
import { formatNumber } from "../../ui/format";
import { notifyProblem } from "../../ui/notify";
import { RelativeTime } from "../../ui/RelativeTime";
import { StatusBadge } from "../../ui/StatusBadge";
import { counted, health, progressText } from "./counts";
import classes from "./DatasetsTable.module.css";
import { type Dataset, deleteDataset, SPLITS } from "./queries";

const CLASSES_SHOWN = 4;
const THUMBNAILS_SHOWN = 5;

export function DatasetsTable({ datasets }: { datasets: readonly Dataset[] }) {
  return (
    <div className={classes.scroll}>
      <Table highlightOnHover className={classes.table ?? ""}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Data set</Table.Th>
            <Table.Th>Pictures</Table.Th>
            <Table.Th>Classes</Table.Th>
            {SPLITS.map((split) => (
              <Table.Th key={split} className={classes.number ?? ""}>
                {split}
              </Table.Th>
            ))}
            <Table.Th className={classes.number ?? ""}>Boxes</Table.Th>
            <Table.Th>Health</Table.Th>
            <Table.Th className={classes.number ?? ""}>Added</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {datasets.map((dataset) => (
            <Table.Tr key={dataset.name}>
              <Table.Td>
                <Link to={`/datasets/${dataset.name}`} className={classes.link}>
                  {dataset.name}
                </Link>
                <div className={classes.faint}>
                  {dataset.status === "ready"
                    ? `${dataset.task} · ${dataset.source_format}`
                    : dataset.source}
                </div>
              </Table.Td>
              {dataset.status === "ready" ? (
                <Ready dataset={dataset} />
              ) : (
                <Table.Td colSpan={7}>
                  <Unready dataset={dataset} />
                </Table.Td>
              )}
              <Table.Td className={classes.number ?? ""}>
                <RelativeTime time={dataset.created} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Ready({ dataset }: { dataset: Dataset }) {
  const unit = counted(dataset.task);
  const names = unit ? (dataset.classes ?? []) : [];
  const { tone, text } = health(dataset);
  const Icon = tone === "ok" ? CircleCheck : TriangleAlert;
  return (
    <>
      <Table.Td>
        <div className={classes.strip}>
          {(dataset.thumbnails ?? []).slice(0, THUMBNAILS_SHOWN).map((url) => (
            <img key={url} src={url} alt="" loading="lazy" decoding="async" />
          ))}
        </div>
      </Table.Td>
      <Table.Td>
        <div className={classes.classes} title={names.slice(0, 100).join(", ")}>
          {unit ? formatNumber(names.length) : "–"}
          <span className={classes.faint}>
            {names.slice(0, CLASSES_SHOWN).join(", ")}
            {names.length > CLASSES_SHOWN && " …"}
          </span>
        </div>
      </Table.Td>
      {SPLITS.map((split) => (
        <Table.Td key={split} className={classes.number ?? ""}>
          {formatNumber(dataset.splits?.[split])}
        </Table.Td>
      ))}
      <Table.Td className={classes.number ?? ""}>
        {unit === "boxes" ? formatNumber(dataset.boxes) : "–"}
      </Table.Td>
      <Table.Td>
        <span className={classes.health} data-tone={tone}>
          <Icon size={14} aria-hidden />
          {text}
        </span>
      </Table.Td>
    </>
  );
}

/** An import under way, or one that failed. */
function Unready({ dataset }: { dataset: Dataset }) {
  const client = useQueryClient();
  const removing = useMutation({
    mutationFn: () => deleteDataset(dataset.name),
    onSuccess: () => client.invalidateQueries({ queryKey: ["datasets"] }),
    onError: notifyProblem,
  });
  const { progress } = dataset;
  const failed = dataset.status === "failed";
  return (
    <div className={classes.unready}>
      <StatusBadge status={dataset.status} />
      {failed ? (
        <span className={classes.reason}>{dataset.error}</span>
      ) : (
        <div className={classes.progress}>
          <span role="status">{progressText(progress)}</span>
          <Progress
            aria-label={`Import of ${dataset.name}`}
            value={progress?.total ? (100 * (progress.done ?? 0)) / progress.total : 0}
          />
        </div>
      )}
      <Button variant="default" loading={removing.isPending} onClick={() => removing.mutate()}>
        {failed ? "Dismiss" : "Stop"}
      </Button>
    </div>
  );
}
