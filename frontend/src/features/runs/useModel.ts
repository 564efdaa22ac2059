import { useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { architectureQuery, graphQuery, inspectionQuery } from "../architectures/queries";
import type { Choice } from "./useChoice";

export interface Model {
  /** In the architecture's own order; empty where it has none. */
  scales: readonly string[];
  /** The chosen one, or the first, which is what is trained where none is chosen. */
  scale: string | null;
  parameters: number | null;
  /** The image size, in pixels, at which it is measured. */
  imgsz: number;
  gflops: number | null;
  /** Rows of the architecture that do not fit. */
  wrongRows: number;
  pending: boolean;
  error: unknown;
}

/** Scales and size of the chosen architecture, for the data set's classes at the image size. */
export function useModel(choice: Choice, imgsz: number, nc: number | null): Model {
  const name = choice.architecture;
  const size = useDeferredValue(imgsz);
  const text = useQuery({ ...architectureQuery(name ?? ""), enabled: name !== null });
  const yaml = text.data?.yaml ?? "";
  const graph = useQuery({ ...graphQuery(yaml), enabled: yaml !== "" });
  const scales = graph.data?.scales ?? [];
  const scale = scales.includes(choice.scale ?? "") ? choice.scale : (scales[0] ?? null);
  const inspection = useQuery({
    ...inspectionQuery(yaml, { scale, imgsz: size, nc }, false),
    enabled: graph.data !== undefined,
  });
  const known = inspection.data;
  return {
    scales,
    scale,
    imgsz: size,
    parameters: known?.ok ? known.totals.params : null,
    gflops: known?.ok ? known.totals.gflops : null,
    wrongRows: known?.rows.filter((row) => row.errors.length > 0).length ?? 0,
    pending: name !== null && (text.isPending || graph.isPending || inspection.isPending),
    error: text.error ?? graph.error ?? inspection.error,
  };
}
