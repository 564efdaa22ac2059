import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { nextToDescribe } from "./checkpoint";
import { type Checkpoint, checkpointQuery, checkpointsQuery } from "./queries";

/**
 * A run's weights are looked into when they are first asked for. This asks for those in the list,
 * one after the other, and puts what is learnt into the list.
 */
export function useDescriptions(checkpoints: readonly Checkpoint[] | undefined): void {
  const client = useQueryClient();
  const [failed, setFailed] = useState<ReadonlySet<string>>(new Set());
  const next = nextToDescribe(checkpoints ?? [], failed);
  const { data, error } = useQuery({
    ...checkpointQuery(next ?? ""),
    enabled: next !== undefined,
    staleTime: 0,
    retry: false,
  });

  useEffect(() => {
    if (!data) return;
    client.setQueryData(checkpointsQuery.queryKey, (rows) =>
      rows?.map((row) => (row.id === data.id ? listed(row, data) : row)),
    );
  }, [client, data]);

  useEffect(() => {
    if (error && next) setFailed((before) => new Set(before).add(next));
  }, [error, next]);
}

function listed(row: Checkpoint, { state, task, names, sha256 }: Checkpoint): Checkpoint {
  return { ...row, state, task, names, sha256 };
}
