/**
 * The part of x that charts show together, kept beside React: a zoom draws canvases anew, and that
 * of every chart within one frame. Components that show nothing else of it need not be rendered.
 */
import { createStore, type StoreApi } from "zustand/vanilla";

export type Range = readonly [number, number];

/** `range` null: all of x. */
export type ChartZoom = StoreApi<{ range: Range | null }>;

export function createZoom(): ChartZoom {
  return createStore(() => ({ range: null }));
}
