import type { MutationCache } from "@tanstack/react-query";
import { notifyProblem } from "../ui/notify";

/**
 * Tells in the corner of a failure that comes when what asked for it is gone: one has left, closed the dialog, or asked for
 * something else meanwhile. What asked shows its failure itself as long as it is there; what has an `onError` tells of it in
 * any case; what was stopped by intent has not failed.
 */
export function tellLateFailures(cache: MutationCache): void {
  const shown = new WeakMap<object, number>(); // mutation → how many show it
  cache.subscribe((event) => {
    const { mutation } = event;
    if (!mutation) return;
    const watching = shown.get(mutation) ?? 0;
    if (event.type === "observerAdded") shown.set(mutation, watching + 1);
    else if (event.type === "observerRemoved") shown.set(mutation, watching - 1);
    else if (event.type === "updated" && event.action.type === "error") {
      const told = watching > 0 || mutation.options.onError !== undefined;
      if (!told && !isStopped(event.action.error)) notifyProblem(event.action.error);
    }
  });
}

function isStopped(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}
