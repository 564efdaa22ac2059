import { Anchor, Modal, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ErrorState } from "../../ui/ErrorState";
import { BlockSkeleton } from "../../ui/Skeletons";
import { architectureQuery, graphQuery } from "../architectures/queries";
import { checkpointChoice } from "../checkpoints/checkpoint";
import { checkpointsQuery } from "../checkpoints/queries";
import { RowDetail } from "../checkpoints/transfer/RowDetail";
import { RowList } from "../checkpoints/transfer/RowList";
import { TransferGraph } from "../checkpoints/transfer/TransferGraph";
import { TransferSummary } from "../checkpoints/transfer/TransferSummary";
import { useTransfer } from "./configure/useTransfer";
import classes from "./TransferPreview.module.css";
import type { Choice } from "./useChoice";
import { useWeights, type Weights } from "./useWeights";

/** Whether the architecture starts with another checkpoint's weights, and what of them fits. */
export function TransferPreview({
  choice,
  problem,
}: {
  choice: Choice;
  problem?: string | undefined;
}) {
  const weights = useWeights();
  const checkpoints = useQuery(checkpointsQuery).data ?? [];
  if (checkpoints.length === 0 && !weights.checkpoint) return null;
  return (
    <>
      <Select
        label="Weights to start from"
        placeholder="None: it starts from nothing"
        data={checkpoints.map((one) => ({
          value: one.id,
          label: checkpointChoice(one),
        }))}
        value={weights.checkpoint}
        onChange={weights.chooseCheckpoint}
        searchable
        clearable
        nothingFoundMessage="No checkpoint matches"
        error={problem}
      />
      {weights.checkpoint && choice.architecture && (
        <Preview architecture={choice.architecture} choice={choice} weights={weights} />
      )}
    </>
  );
}

interface PreviewProps {
  architecture: string;
  choice: Choice;
  weights: Weights;
}

function Preview({ architecture, choice, weights }: PreviewProps) {
  const [open, setOpen] = useState(false);
  const [selected, setSelected] = useState<number | null>(null);
  const { data, error, refetch } = useTransfer(choice);
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <BlockSkeleton height={160} />;
  const show = (row: number | null) => {
    setSelected(row);
    setOpen(true);
  };
  return (
    <>
      <TransferSummary transfer={data} onMatch={weights.chooseMatch} />
      <Anchor component="button" type="button" ta="left" onClick={() => show(null)}>
        Show on the graph
      </Anchor>
      <RowList rows={data.rows} onSelect={show} />
      <Modal opened={open} onClose={() => setOpen(false)} title="What is transferred" size="90%">
        <div className={classes.desk}>
          <Graph architecture={architecture} {...{ data, selected, setSelected }} />
          <aside className={classes.side} aria-label="Chosen row">
            <RowDetail row={data.rows.find(({ index }) => index === selected)} />
          </aside>
        </div>
      </Modal>
    </>
  );
}

interface GraphProps {
  architecture: string;
  data: { rows: Parameters<typeof TransferGraph>[0]["rows"] };
  selected: number | null;
  setSelected: (row: number) => void;
}

function Graph({ architecture, data, selected, setSelected }: GraphProps) {
  const text = useQuery(architectureQuery(architecture)).data;
  const graph = useQuery({ ...graphQuery(text?.yaml ?? ""), enabled: text !== undefined }).data;
  if (!graph) return <BlockSkeleton height={320} />;
  return (
    <TransferGraph graph={graph} rows={data.rows} selected={selected} onSelect={setSelected} />
  );
}
