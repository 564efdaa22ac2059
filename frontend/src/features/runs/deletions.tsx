import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { QueryClient } from "@tanstack/react-query";
import { create } from "zustand";
import { notifyProblem } from "../../ui/notify";
import { deleteRun, type Run, runsQuery } from "./queries";
import { runTitle } from "./run";

/** Long enough to notice a mistake, short enough to be done when one looks for the space. */
const UNDO_MS = 6_000;

/** Runs that are hidden already and deleted when the time to undo it is over. */
export const useDeletions = create<{ pending: ReadonlySet<string> }>(() => ({
  pending: new Set(),
}));

function setPending(id: string, isPending: boolean): void {
  useDeletions.setState(({ pending }) => {
    const next = new Set(pending);
    if (isPending) next.add(id);
    else next.delete(id);
    return { pending: next };
  });
}

/** Hides the run now and deletes it soon, unless it is undone. Leaving the page keeps the run. */
export function deleteSoon(run: Run, client: QueryClient): void {
  const note = `delete ${run.id}`;
  setPending(run.id, true);
  const timer = setTimeout(() => void finish(run.id, client), UNDO_MS);
  notifications.show({
    id: note,
    title: "Run deleted",
    message: (
      <>
        {runTitle(run)}{" "}
        <Button
          variant="subtle"
          onClick={() => {
            clearTimeout(timer);
            setPending(run.id, false);
            notifications.hide(note);
          }}
        >
          Undo
        </Button>
      </>
    ),
    autoClose: UNDO_MS,
    withCloseButton: false,
  });
}

async function finish(id: string, client: QueryClient): Promise<void> {
  try {
    await deleteRun(id);
    client.setQueryData(runsQuery.queryKey, (runs) => runs?.filter((run) => run.id !== id));
  } catch (error) {
    notifyProblem(error);
  } finally {
    setPending(id, false);
  }
}
