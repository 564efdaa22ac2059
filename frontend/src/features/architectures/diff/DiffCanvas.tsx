import { useMemo } from "react";
import { formatArgs } from "../cards";
import type { Still } from "../still/StillCard";
import { StillLanes } from "../still/StillLanes";
import { type Merged, type MergedRow, numberOf, type Status } from "./merged";
import { STATUS, signed } from "./words";

interface DiffCanvasProps {
  merged: Merged;
  levels: ReadonlyMap<string, string>;
  selected: string | null;
  onSelect: (id: string) => void;
}

const TONES: Record<Status, Still["tone"]> = {
  same: "quiet",
  changed: "warning",
  added: "ok",
  removed: "removed",
};

/** Both architectures as one drawing, in lanes. */
export function DiffCanvas({ merged, levels, selected, onSelect }: DiffCanvasProps) {
  const stills = useMemo(() => merged.rows.flatMap(said), [merged]);
  return (
    <StillLanes
      rows={merged.nodes}
      edges={merged.edges}
      stills={stills}
      changedEdges={merged.changedEdges}
      levels={levels}
      selected={selected}
      onSelect={onSelect}
    />
  );
}

/** What a row is, what changed in it, and what it costs more. */
function said(row: MergedRow): Still[] {
  const shown = row.after ?? row.before;
  if (!shown) return [];
  return [
    {
      id: row.id,
      index: numberOf(row),
      module: shown.module,
      repeats: shown.repeats,
      args: formatArgs(shown.args),
      tone: TONES[row.status],
      state: STATUS[row.status],
      stated: row.status !== "same",
      words: row.words,
      costs: [
        row.params === null ? "" : `${signed(row.params)} parameters`,
        row.gflops === null ? "" : `${signed(row.gflops, 2)} G`,
      ],
    },
  ];
}
