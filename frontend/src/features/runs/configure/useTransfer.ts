import { useQuery } from "@tanstack/react-query";
import { transferQuery } from "../../checkpoints/queries";
import type { Choice } from "../useChoice";
import { useWeights } from "../useWeights";

/** What of the chosen weights fits the chosen architecture; asked for only when both are chosen. */
export function useTransfer({ architecture, scale, dataset }: Choice) {
  const { checkpoint, match } = useWeights();
  return useQuery({
    ...transferQuery(checkpoint ?? "", { architecture: architecture ?? "", scale, dataset, match }),
    enabled: checkpoint !== null && architecture !== null,
  });
}
