import { Anchor, Select, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { ErrorState } from "../../ui/ErrorState";
import { formatNumber } from "../../ui/format";
import { ListSkeleton } from "../../ui/Skeletons";
import { Stat } from "../../ui/Stat";
import { type DatasetDetail, datasetQuery, datasetsQuery } from "../datasets/queries";
import { useDatasetNews } from "../datasets/useDatasetNews";
import classes from "./NewRunPage.module.css";
import type { Choice } from "./useChoice";

/** On what: a data set with its splits and classes. */
export function DatasetColumn({
  choice,
  problem,
  children,
}: {
  choice: Choice;
  problem: string | undefined;
  /** Below what is known of the data set. */
  children?: ReactNode;
}) {
  return (
    <section className={classes.column} aria-labelledby="on-what">
      <div className={classes.heading}>
        <h2 id="on-what">On what</h2>
      </div>
      <DatasetChoice choice={choice} problem={problem} />
      {choice.dataset && <DatasetFacts name={choice.dataset} />}
      {children}
    </section>
  );
}

function DatasetChoice({ choice, problem }: { choice: Choice; problem: string | undefined }) {
  useDatasetNews(); // an import may end while one fills in the form
  const { data, error, refetch } = useQuery(datasetsQuery);
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <ListSkeleton rows={2} />;
  if (data.length === 0) {
    return (
      <Text c="dimmed">
        There is no data set yet:{" "}
        <Anchor component={Link} to="/datasets" inherit>
          import one, or make the demo set
        </Anchor>
        .
      </Text>
    );
  }
  return (
    <Select
      label="Data set"
      placeholder="Choose one"
      data={data.map(({ name, status }) => ({
        value: name,
        label: status === "ready" ? name : `${name} (${status})`,
        disabled: status !== "ready",
      }))}
      value={choice.dataset}
      onChange={(name) => choice.choose("dataset", name)}
      allowDeselect={false}
      searchable
      nothingFoundMessage="No data set matches"
      error={problem}
    />
  );
}

function DatasetFacts({ name }: { name: string }) {
  const { data, error, refetch } = useQuery(datasetQuery(name));
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <ListSkeleton rows={6} height={20} />;
  return (
    <>
      <div className={classes.facts}>
        {Object.entries(data.splits ?? {}).map(([split, images]) => (
          <Stat key={split} label={split} value={formatNumber(images)} />
        ))}
        <Stat label="Boxes" value={formatNumber(data.boxes)} />
      </div>
      <ClassCounts dataset={data} />
      <Anchor component={Link} to={`/datasets/${data.name}`}>
        Open the data set
      </Anchor>
    </>
  );
}

/** How often each class occurs in what is trained on. */
function ClassCounts({ dataset }: { dataset: DatasetDetail }) {
  const counts = dataset.statistics?.train?.classes ?? [];
  const most = Math.max(1, ...counts);
  return (
    <div className={classes.classes}>
      <div className={classes.label}>Boxes by class, in train</div>
      <ul aria-label="Boxes by class">
        {(dataset.classes ?? []).map((name, cls) => (
          <li key={name}>
            <span className={classes.className}>{name}</span>
            <span className={classes.bar} aria-hidden>
              <span style={{ width: `${(100 * (counts[cls] ?? 0)) / most}%` }} />
            </span>
            <span className={classes.count}>{formatNumber(counts[cls] ?? 0)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
