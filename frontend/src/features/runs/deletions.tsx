import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { QueryClient } from "@tanstack/react-query";
import { create } from "zustand";
import { notifyProblem } from "../../ui/notify";
import { restoreRun } from "./life";
import { deleteRun, type Run, runsQuery, withRun } from "./queries";
import { runTitle } from "./run";

/** Long enough to notice a mistake; the server keeps the run somewhat longer. */
const UNDO_MS = 10_000;

/** Runs that are hidden already while the server puts them aside. */
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

/** Deletes the run and offers to bring it back. */
export async function deleteWithUndo(run: Run, client: QueryClient): Promise<void> {
  const { id } = run;
  setPending(id, true);
  try {
    await deleteRun(id);
    client.setQueryData(runsQuery.queryKey, (runs) => runs?.filter((other) => other.id !== id));
    offerUndo(run, client);
  } catch (error) {
    notifyProblem(error);
  } finally {
    setPending(id, false);
  }
}

function offerUndo(run: Run, client: QueryClient): void {
  const note = `delete ${run.id}`;
  async function undo() {
    notifications.hide(note);
    try {
      const found = await restoreRun(run.id);
      client.setQueryData(runsQuery.queryKey, (runs) => runs && withRun(runs, found));
    } catch (error) {
      notifyProblem(error);
    }
  }
  notifications.show({
    id: note,
    title: "Run deleted",
    message: (
      <>
        {runTitle(run)}{" "}
        <Button variant="subtle" onClick={() => void undo()}>
          Undo
        </Button>
      </>
    ),
    autoClose: UNDO_MS,
    withCloseButton: false,
  });
}
