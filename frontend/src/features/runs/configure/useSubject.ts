import { useQuery } from "@tanstack/react-query";
import { architectureQuery } from "../../architectures/queries";
import { checkpointsQuery } from "../../checkpoints/queries";
import { type DatasetDetail, datasetQuery } from "../../datasets/queries";
import type { Choice } from "../useChoice";

export interface Subject {
  /** The data set, once it is known and ready. */
  dataset: DatasetDetail | null;
  /** How many classes it has; null while it is not known. */
  classes: number | null;
  /** Of the model. */
  task: string | null;
  /** What a chosen checkpoint is called. */
  checkpointName: string | null;
}

/** What is known of what was chosen. */
export function useSubject({ architecture, checkpoint, dataset }: Choice): Subject {
  const found = useQuery({ ...datasetQuery(dataset ?? ""), enabled: !!dataset }).data;
  const design = useQuery({ ...architectureQuery(architecture ?? ""), enabled: !!architecture });
  const weights = useQuery(checkpointsQuery).data?.find(({ id }) => id === checkpoint);
  const ready = found?.status === "ready" ? found : null;
  return {
    dataset: ready,
    classes: ready?.classes?.length ?? null,
    task: (architecture ? design.data?.task : weights?.task) ?? null,
    checkpointName: weights?.name ?? checkpoint,
  };
}
