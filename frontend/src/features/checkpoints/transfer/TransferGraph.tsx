import { useMemo } from "react";
import { formatNumber } from "../../../ui/format";
import { formatArgs } from "../../architectures/cards";
import type { Graph, Row } from "../../architectures/queries";
import type { Still } from "../../architectures/still/StillCard";
import { StillLanes } from "../../architectures/still/StillLanes";
import type { TransferRow } from "../queries";
import { type RowState, STATES, sourceText } from "./transfer";

interface TransferGraphProps {
  graph: Graph;
  rows: readonly TransferRow[];
  /** Number of a row. */
  selected: number | null;
  onSelect: (row: number) => void;
}

const TONES: Record<RowState, Still["tone"]> = {
  loaded: "ok",
  resized: "warning",
  partly: "warning",
  skipped: "anew",
  empty: "quiet",
};

/** The new model, each row with what it takes over. */
export function TransferGraph({ graph, rows, selected, onSelect }: TransferGraphProps) {
  const stills = useMemo(
    () =>
      graph.nodes.flatMap((node) => {
        const row = rows[node.index];
        return row ? [said(node, row)] : [];
      }),
    [graph, rows],
  );
  return (
    <StillLanes
      rows={graph.nodes}
      edges={graph.edges ?? NO_EDGES}
      stills={stills}
      selected={graph.nodes.find(({ index }) => index === selected)?.id ?? null}
      onSelect={(id) => {
        const node = graph.nodes.find((one) => one.id === id);
        if (node) onSelect(node.index);
      }}
    />
  );
}

const NO_EDGES: NonNullable<Graph["edges"]> = [];

/** Where a row's weights come from, and how many of them. */
function said(node: Row, row: TransferRow): Still {
  const from = row.state === "empty" ? [] : [`from ${sourceText(row)}`];
  return {
    id: node.id,
    index: String(row.index),
    module: row.module,
    repeats: node.repeats,
    args: formatArgs(node.args),
    tone: TONES[row.state],
    state: STATES[row.state],
    stated: true,
    words: row.why ? [row.why] : from,
    costs:
      row.params > 0
        ? [`${formatNumber(row.params_loaded)} of ${formatNumber(row.params)} parameters`]
        : [],
  };
}
