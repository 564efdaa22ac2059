import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "../../api/client";

/** How many of each thing the workspace holds. */
export const statsQuery = queryOptions({
  queryKey: ["stats"],
  queryFn: () => unwrap(api.GET("/api/stats")),
  staleTime: 0,
});
