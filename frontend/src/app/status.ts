import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "../api/client";

/** Version, workers, queue and devices of the server: for the status bar and the dashboard. */
export const statusQuery = queryOptions({
  queryKey: ["status"],
  queryFn: () => unwrap(api.GET("/api/status")),
  refetchInterval: 10_000,
});
