import { useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { useEvents } from "../../api/events";
import { askAgain } from "../../api/news";
import type { components } from "../../api/schema";
import { checkpointsQuery } from "./queries";

type Run = components["schemas"]["Run"];

/** Asks for the list again when a run has written weights: after an epoch, at its end, and when it is deleted. */
export function useNewWeights(): void {
  const client = useQueryClient();
  const told = useRef(new Map<string, string>());
  const ask = () => askAgain(client, checkpointsQuery.queryKey);
  useEvents("runs", ({ type, data }) => {
    if (type === "runs.snapshot") {
      for (const run of (data as { runs: Run[] }).runs) told.current.set(run.id, place(run));
    } else if (type === "runs.deleted") {
      ask();
    } else {
      const { run } = data as { run: Run };
      if (told.current.get(run.id) === place(run)) return; // a batch has ended
      told.current.set(run.id, place(run));
      ask();
    }
  });
}

function place({ epoch, status }: Run): string {
  return `${epoch} ${status}`;
}
