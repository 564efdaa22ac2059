import { useCallback, useEffect, useMemo, useSyncExternalStore } from "react";
import { useStore } from "zustand";
import { type Content, contentOf, isChanged, keepDraft, openDocument } from "./documents";
import { readLayout } from "./layout";
import { type Architecture, parseArchitecture } from "./queries";

/** The document of an architecture, kept as a draft of this browser while it is not saved. */
export function useDocument(architecture: Architecture) {
  const { name, yaml, layout } = architecture;
  const opened = useMemo(() => openDocument(architecture), [architecture]);
  const { document, editing } = opened;
  const state = useStore(document.store);
  const waiting = useStore(editing.waiting);
  const temporal = document.store.temporal;
  const past = useSyncExternalStore(temporal.subscribe, () => temporal.getState().pastStates);
  const future = useSyncExternalStore(temporal.subscribe, () => temporal.getState().futureStates);

  // Saved elsewhere meanwhile: what was not touched here follows, as one step that can be undone.
  useEffect(() => {
    const saved: Content = { yaml, layout };
    if (opened.saved.yaml === yaml && opened.saved.layout === layout) return;
    const untouched = !isChanged(contentOf(document), opened.saved);
    opened.saved = saved;
    if (untouched && isChanged(contentOf(document), saved)) document.type(yaml);
  }, [opened, document, yaml, layout]);

  const content = useMemo(() => contentOf({ state, ids: document.ids }), [state, document]);
  const changed = isChanged(content, { yaml, layout });

  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever there is something to keep
  useEffect(() => {
    keepDraft(name, opened);
  }, [name, opened, content, waiting, yaml, layout]);

  /** Back to what is saved, as one step that can be undone. */
  const discard = useCallback(async () => {
    try {
      const graph = await parseArchitecture(yaml);
      document.replace(yaml, graph, readLayout(layout));
    } catch {
      document.type(yaml); // what is saved cannot be read either, and the page says so
    }
  }, [document, yaml, layout]);

  return {
    document,
    editing,
    state,
    content,
    changed,
    canUndo: past.length > 0,
    canRedo: future.length > 0,
    discard,
  };
}
