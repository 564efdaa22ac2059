import { Button, Group, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { ErrorState } from "../../../ui/ErrorState";
import { BlockSkeleton } from "../../../ui/Skeletons";
import { architectureQuery, architecturesQuery, graphQuery } from "../../architectures/queries";
import { type CheckpointDetail, readyDatasetsQuery, transferQuery } from "../queries";
import { RowDetail } from "./RowDetail";
import { TransferGraph } from "./TransferGraph";
import { TransferSummary } from "./TransferSummary";
import classes from "./TransferTab.module.css";
import type { Match } from "./transfer";

/** What of this checkpoint would go into another architecture, on its graph. */
export function TransferTab({
  checkpoint,
  waiting,
}: {
  checkpoint: CheckpointDetail;
  waiting: boolean;
}) {
  const architectures = useQuery(architecturesQuery).data ?? [];
  const datasets = useQuery(readyDatasetsQuery).data ?? [];
  const [architecture, setArchitecture] = useState<string | null>(checkpoint.architecture);
  const [scale, setScale] = useState<string | null>(null);
  const [dataset, setDataset] = useState<string | null>(null);
  if (waiting) return <p>Accept the modules first; then it can be loaded.</p>;
  const names = (preset: boolean) =>
    architectures.filter((one) => one.preset === preset).map(({ name }) => name);
  const known = architectures.some(({ name }) => name === architecture) ? architecture : null;
  return (
    <div className={classes.tab}>
      <Group gap="sm" align="end">
        <Select
          label="Into the architecture"
          placeholder="Choose one"
          searchable
          data={[
            { group: "Yours", items: names(false) },
            { group: "Shipped with Ultralytics", items: names(true) },
          ].filter(({ items }) => items.length > 0)}
          value={known}
          onChange={(name) => {
            setArchitecture(name);
            setScale(null);
          }}
        />
        {known && <Scales name={known} value={scale} onChange={setScale} />}
        <Select
          label="For the classes of"
          placeholder="the architecture itself"
          clearable
          data={datasets.map(({ name }) => name)}
          value={dataset}
          onChange={setDataset}
        />
      </Group>
      {known ? (
        <Preview key={known} id={checkpoint.id} {...{ architecture: known, scale, dataset }} />
      ) : (
        <p className={classes.note}>
          Choose an architecture to see which of its rows this checkpoint can fill.
        </p>
      )}
    </div>
  );
}

interface ScalesProps {
  name: string;
  value: string | null;
  onChange: (scale: string | null) => void;
}

function Scales({ name, value, onChange }: ScalesProps) {
  const scales = useQuery(architectureQuery(name)).data?.scales ?? [];
  if (scales.length === 0) return null;
  return (
    <Select
      label="Scale"
      w={80}
      allowDeselect={false}
      data={scales}
      value={value ?? scales[0] ?? null}
      onChange={onChange}
    />
  );
}

interface PreviewProps {
  id: string;
  architecture: string;
  scale: string | null;
  dataset: string | null;
}

function Preview({ id, architecture, scale, dataset }: PreviewProps) {
  const [match, setMatch] = useState<Match | null>(null);
  const [selected, setSelected] = useState<number | null>(null);
  const text = useQuery(architectureQuery(architecture)).data;
  const graph = useQuery({ ...graphQuery(text?.yaml ?? ""), enabled: text !== undefined }).data;
  const { data, error, refetch } = useQuery(
    transferQuery(id, { architecture, scale, dataset, match }),
  );
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  if (!data || !graph) return <BlockSkeleton height={320} />;
  const run = new URLSearchParams({ architecture, weights: id });
  if (scale) run.set("scale", scale);
  if (dataset) run.set("dataset", dataset);
  if (match) run.set("match", match);
  return (
    <>
      <Group gap="md">
        <TransferSummary transfer={data} onMatch={setMatch} />
        <Button
          component={Link}
          to={`/runs/new?${run}`}
          variant="default"
          ml="auto"
          leftSection={<Play size={14} aria-hidden />}
        >
          Train with these weights
        </Button>
      </Group>
      <div className={classes.desk}>
        <TransferGraph graph={graph} rows={data.rows} selected={selected} onSelect={setSelected} />
        <aside className={classes.side} aria-label="Chosen row">
          <RowDetail row={data.rows.find(({ index }) => index === selected)} />
        </aside>
      </div>
    </>
  );
}
