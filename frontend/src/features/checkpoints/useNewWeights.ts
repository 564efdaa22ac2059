import { useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { useEvents } from "../../api/events";
import { askAgain } from "../../api/news";
import type { components } from "../../api/schema";
import { checkpointQuery, checkpointsQuery, exportsQuery } from "./queries";

type Run = components["schemas"]["Run"];

/**
 * Asks for the list again when a run has written weights: after an epoch, at its end, and when it is deleted; also for the
 * checkpoint that is looked at, where it is that run's.
 */
export function useNewWeights(shown = ""): void {
  const client = useQueryClient();
  const told = useRef(new Map<string, string>());
  const ask = (run: string) => {
    askAgain(client, checkpointsQuery.queryKey);
    if (!shown.startsWith(`${run}:`)) return;
    askAgain(client, checkpointQuery(shown).queryKey);
    askAgain(client, exportsQuery(shown).queryKey);
  };
  useEvents("runs", ({ type, data }) => {
    if (type === "runs.snapshot") {
      for (const run of (data as { runs: Run[] }).runs) told.current.set(run.id, place(run));
    } else if (type === "runs.deleted") {
      ask((data as { id: string }).id);
    } else {
      const { run } = data as { run: Run };
      if (told.current.get(run.id) === place(run)) return; // a batch has ended
      told.current.set(run.id, place(run));
      ask(run.id);
    }
  });
}

function place({ epoch, status }: Run): string {
  return `${epoch} ${status}`;
}
