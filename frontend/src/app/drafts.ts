import { useCallback, useMemo, useState, useSyncExternalStore } from "react";
import { notifyProblem } from "../ui/notify";

/**
 * Work that is not saved yet, kept in this browser under "<noun>/<name>" until it is saved or
 * discarded: closing the tab loses nothing.
 */
const PREFIX = "yolosmith.draft.";

const listeners = new Set<() => void>();

export function readDraft<T>(key: string): T | undefined {
  const text = localStorage.getItem(PREFIX + key);
  return text === null ? undefined : (JSON.parse(text) as T);
}

export function writeDraft<T>(key: string, value: T): void {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch (error) {
    notifyProblem(error); // the browser's storage is full or closed to us
  }
  changed();
}

export function removeDraft(key: string): void {
  localStorage.removeItem(PREFIX + key);
  changed();
}

/** The names below a noun that have drafts: "MyBlock" for "modules/MyBlock". Sorted. */
export function draftNames(noun: string): string[] {
  const start = `${PREFIX}${noun}/`;
  return Object.keys(localStorage)
    .filter((key) => key.startsWith(start))
    .map((key) => key.slice(start.length))
    .sort();
}

function changed(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener); // another tab
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

/** `draftNames` that follows what is written and removed. */
export function useDraftNames(noun: string): string[] {
  const joined = useSyncExternalStore(subscribe, () => draftNames(noun).join("\n"));
  return useMemo(() => (joined ? joined.split("\n") : []), [joined]);
}

/**
 * What is being edited: the draft where there is one, else what is saved. `edit` keeps a draft,
 * and forgets it when the edit led back to what is saved.
 */
export function useDraft<T>(key: string, saved: T) {
  const [draft, setDraft] = useState<T | undefined>(() => readDraft<T>(key));
  const same = draft === undefined || JSON.stringify(draft) === JSON.stringify(saved);
  const edit = useCallback(
    (value: T) => {
      setDraft(value);
      if (JSON.stringify(value) === JSON.stringify(saved)) removeDraft(key);
      else writeDraft(key, value);
    },
    [key, saved],
  );
  const discard = useCallback(() => {
    setDraft(undefined);
    removeDraft(key);
  }, [key]);
  return { value: draft ?? saved, changed: !same, edit, discard };
}
