import { useCallback, useSyncExternalStore } from "react";
import type { Point } from "./lanes";

/**
 * Ways of connections while their rows are being dragged. Each connection listens to its own: a
 * drag draws a handful of lines anew in a frame and nothing else.
 */
export class LiveRoutes {
  #routes: ReadonlyMap<string, Point[]> = new Map();
  readonly #listeners = new Map<string, Set<() => void>>();

  of(id: string): Point[] | undefined {
    return this.#routes.get(id);
  }

  /** These ways, and for all other connections their own. */
  show(routes: ReadonlyMap<string, Point[]>): void {
    const touched = new Set([...this.#routes.keys(), ...routes.keys()]);
    this.#routes = routes;
    for (const id of touched) for (const listener of this.#listeners.get(id) ?? []) listener();
  }

  subscribe(id: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(id) ?? new Set();
    this.#listeners.set(id, listeners.add(listener));
    return () => listeners.delete(listener);
  }
}

export function useLiveRoute(live: LiveRoutes, id: string): Point[] | undefined {
  const subscribe = useCallback((listener: () => void) => live.subscribe(id, listener), [live, id]);
  return useSyncExternalStore(subscribe, () => live.of(id));
}
