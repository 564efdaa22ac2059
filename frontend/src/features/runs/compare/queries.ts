import { queryOptions } from "@tanstack/react-query";
import { ProblemError } from "../../../api/problem";
import { runQuery } from "../queries";

/** The text of the architecture that a run trained, as it was then. */
export const architectureTextQuery = (id: string) =>
  queryOptions({
    queryKey: [...runQuery(id).queryKey, "architecture"],
    queryFn: async () => {
      const response = await fetch(
        `/api/runs/${encodeURIComponent(id)}/artifacts/architecture.yaml`,
      );
      if (!response.ok) throw await ProblemError.fromResponse(response);
      return response.text();
    },
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
