import { useCallback } from "react";
import { useSearchParams } from "react-router";
import type { Along } from "./curves";

export const TABS = ["Curves", "Table", "Relations", "Differences"] as const;
export type Tab = (typeof TABS)[number];

/** In place of a list of names: that none is wanted, which is another wish than the usual ones. */
export const NONE = "none";

/** How the comparison is to be shown: in the address, so that it can be passed on. */
export interface Wishes {
  tab: Tab;
  along: Along;
  log: boolean;
  /** Weight of what was before, from 0 to 0.95. */
  smooth: number;
  get: (name: string) => string | null;
  /** An empty value takes the wish out of the address. */
  set: (name: string, value: string) => void;
}

export function useWishes(): Wishes {
  const [params, setParams] = useSearchParams();
  const set = useCallback(
    (name: string, value: string) =>
      setParams(
        (now) => {
          if (value) now.set(name, value);
          else now.delete(name);
          return now;
        },
        { replace: true },
      ),
    [setParams],
  );
  const smooth = Number(params.get("smooth"));
  return {
    tab: TABS.find((name) => name.toLowerCase() === params.get("tab")) ?? "Curves",
    along: params.get("x") === "time" ? "time" : "epoch",
    log: params.has("log"),
    smooth: smooth > 0 && smooth <= 0.95 ? smooth : 0,
    get: (name) => params.get(name),
    set,
  };
}
