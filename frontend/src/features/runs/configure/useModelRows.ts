import { useQuery } from "@tanstack/react-query";
import {
  architectureQuery,
  type Edge,
  graphQuery,
  type InspectedRow,
  inspectionQuery,
  type Row,
} from "../../architectures/queries";
import { checkpointQuery } from "../../checkpoints/queries";
import type { Choice } from "../useChoice";

export interface ModelRows {
  rows: readonly Row[];
  edges: readonly Edge[];
  /** By row; empty while they are not known. */
  inspected: readonly InspectedRow[];
  /** A checkpoint may be of a text that it does not hold. */
  missing: boolean;
  pending: boolean;
  error: unknown;
}

/** The rows of what is to be trained: of the architecture, or of the one that a checkpoint holds. */
export function useModelRows(choice: Choice, scale: string | null, nc: number | null): ModelRows {
  const { architecture, checkpoint } = choice;
  const text = useQuery({ ...architectureQuery(architecture ?? ""), enabled: !!architecture });
  const weights = useQuery({ ...checkpointQuery(checkpoint ?? ""), enabled: !!checkpoint });
  const yaml = (architecture ? text.data?.yaml : weights.data?.yaml) ?? "";
  const graph = useQuery({ ...graphQuery(yaml), enabled: yaml !== "" });
  const view = { scale: architecture ? scale : (weights.data?.scale ?? null), imgsz: 640, nc };
  const inspection = useQuery({ ...inspectionQuery(yaml, view, false), enabled: !!graph.data });
  const loaded = architecture ? text : weights;
  return {
    rows: graph.data?.nodes ?? [],
    edges: graph.data?.edges ?? [],
    inspected: inspection.data?.rows ?? [],
    missing: loaded.data !== undefined && yaml === "",
    pending: loaded.isPending || (yaml !== "" && graph.isPending),
    error: loaded.error ?? graph.error,
  };
}
