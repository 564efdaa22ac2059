import { Anchor, SegmentedControl, Select, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { ErrorState } from "../../ui/ErrorState";
import { formatBytes, formatGflops, formatNumber } from "../../ui/format";
import { ListSkeleton } from "../../ui/Skeletons";
import { Stat } from "../../ui/Stat";
import { architecturesQuery } from "../architectures/queries";
import { checkpointsQuery } from "../checkpoints/queries";
import classes from "./NewRunPage.module.css";
import { TransferPreview } from "./TransferPreview";
import type { Choice } from "./useChoice";
import type { Model } from "./useModel";

interface WhatColumnProps {
  choice: Choice;
  model: Model;
  /** By field: "architecture", "checkpoint", "scale". */
  problems: Readonly<Record<string, string>>;
}

const ORIGINS = [
  { value: "architecture", label: "Architecture" },
  { value: "checkpoint", label: "Checkpoint" },
];

/** What is trained: an architecture from the beginning, or a checkpoint's weights further. */
export function WhatColumn({ choice, model, problems }: WhatColumnProps) {
  const [origin, setOrigin] = useState(choice.checkpoint ? "checkpoint" : "architecture");
  return (
    <section className={classes.column} aria-labelledby="what">
      <div className={classes.heading}>
        <h2 id="what">What</h2>
        <SegmentedControl
          aria-label="Start from"
          data={ORIGINS}
          value={origin}
          onChange={setOrigin}
        />
      </div>
      {origin === "architecture" ? (
        <ArchitectureChoice choice={choice} model={model} problems={problems} />
      ) : (
        <CheckpointChoice choice={choice} problem={problems.checkpoint} />
      )}
    </section>
  );
}

function ArchitectureChoice({ choice, model, problems }: WhatColumnProps) {
  const { data, error, refetch } = useQuery(architecturesQuery);
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <ListSkeleton rows={2} />;
  const names = (preset: boolean) =>
    data.filter((one) => one.preset === preset).map(({ name }) => name);
  const groups = [
    { group: "Yours", items: names(false) },
    { group: "Shipped with Ultralytics", items: names(true) },
  ].filter(({ items }) => items.length > 0);
  return (
    <>
      <Select
        label="Architecture"
        placeholder="Choose one"
        data={groups}
        value={choice.architecture}
        onChange={(name) => choice.choose("architecture", name)}
        searchable
        nothingFoundMessage="No architecture matches"
        error={problems.architecture}
      />
      {names(false).length === 0 && !choice.architecture && (
        <Text c="dimmed">
          None of your own yet:{" "}
          <Anchor component={Link} to="/architectures" inherit>
            design one
          </Anchor>
          , or take one that is shipped.
        </Text>
      )}
      {model.scales.length > 0 && (
        <div>
          <div className={classes.label}>Scale</div>
          <SegmentedControl
            aria-label="Scale"
            data={[...model.scales]}
            value={model.scale ?? ""}
            onChange={(scale) => choice.choose("scale", scale)}
          />
          {problems.scale && <p className={classes.problem}>{problems.scale}</p>}
        </div>
      )}
      {choice.architecture && <ModelFacts choice={choice} model={model} />}
      {choice.architecture && <TransferPreview choice={choice} problem={problems.weights} />}
    </>
  );
}

function ModelFacts({ choice, model }: Pick<WhatColumnProps, "choice" | "model">) {
  if (model.error) return <ErrorState error={model.error} />;
  const design = (
    <Anchor component={Link} to={`/architectures/${choice.architecture}`}>
      Open in the Model Designer
    </Anchor>
  );
  if (model.wrongRows > 0) {
    return (
      <p className={classes.problem}>
        {model.wrongRows === 1 ? "One row does not fit." : `${model.wrongRows} rows do not fit.`} A
        run would fail. {design}
      </p>
    );
  }
  return (
    <>
      <div className={classes.facts} data-pending={model.pending || undefined}>
        <Stat label="Parameters" value={formatNumber(model.parameters)} />
        <Stat label={`For an image of ${model.imgsz} px`} value={formatGflops(model.gflops)} />
      </div>
      {design}
    </>
  );
}

function CheckpointChoice({ choice, problem }: { choice: Choice; problem: string | undefined }) {
  const { data, error, refetch } = useQuery(checkpointsQuery);
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <ListSkeleton rows={2} />;
  if (data.length === 0) {
    return (
      <Text c="dimmed">
        There are no weights yet. They come with the first run, or{" "}
        <Anchor component={Link} to="/checkpoints" inherit>
          import a .pt file
        </Anchor>
        .
      </Text>
    );
  }
  const chosen = data.find(({ id }) => id === choice.checkpoint);
  return (
    <>
      <Select
        label="Checkpoint"
        placeholder="Choose one"
        data={data.map(({ id, name, architecture }) => ({
          value: id,
          label: architecture ? `${architecture}: ${name}` : name,
        }))}
        value={choice.checkpoint}
        onChange={(id) => choice.choose("checkpoint", id)}
        searchable
        nothingFoundMessage="No checkpoint matches"
        error={problem}
      />
      {chosen && (
        <>
          <div className={classes.facts}>
            <Stat label="Classes" value={formatNumber(Object.keys(chosen.names).length)} />
            <Stat label="Size" value={formatBytes(chosen.bytes)} />
          </div>
          <Anchor component={Link} to={`/checkpoints/${chosen.id}`}>
            Open the checkpoint
          </Anchor>
        </>
      )}
    </>
  );
}
