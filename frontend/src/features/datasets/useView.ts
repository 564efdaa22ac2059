import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";
import { SPLITS } from "./queries";

export const TABS = ["pictures", "report", "duplicates"] as const;
export const SORTS = ["most", "fewest"] as const;
export const ONLY = ["repaired", "empty"] as const;

/** Which pictures are shown, and in which order. */
export interface Filter {
  split: string | undefined;
  cls: number | undefined;
  /** Bin of box sizes. */
  size: number | undefined;
  /** Cell of the grid of box positions. */
  cell: number | undefined;
  /** Width and height in pixels: "640x480". */
  shape: string | undefined;
  only: (typeof ONLY)[number] | undefined;
  /** Part of the file's name. */
  text: string | undefined;
  sort: (typeof SORTS)[number] | undefined;
}

export interface View extends Filter {
  tab: (typeof TABS)[number];
  /** The opened picture's place among all that fit the filter, from 0. */
  picture: number | undefined;
}

const NAMES: Record<keyof View, string> = {
  tab: "tab",
  split: "split",
  cls: "class",
  size: "size",
  cell: "cell",
  shape: "shape",
  only: "only",
  text: "text",
  sort: "sort",
  picture: "picture",
};

/** What the page shows, kept in its address. A change of the filter closes the picture. */
export function useView(): [View, (change: Partial<View>) => void] {
  const [params, setParams] = useSearchParams();
  const view = useMemo<View>(() => {
    const shape = params.get("shape");
    return {
      tab: TABS.find((tab) => tab === params.get("tab")) ?? "pictures",
      split: SPLITS.find((one) => one === params.get("split")),
      cls: whole(params.get("class")),
      size: whole(params.get("size")),
      cell: whole(params.get("cell")),
      shape: shape !== null && /^\d{1,6}x\d{1,6}$/.test(shape) ? shape : undefined,
      only: ONLY.find((one) => one === params.get("only")),
      text: params.get("text") || undefined,
      sort: SORTS.find((one) => one === params.get("sort")),
      picture: whole(params.get("picture")),
    };
  }, [params]);
  const change = useCallback(
    (changed: Partial<View>) =>
      setParams(
        (now) => {
          const other = Object.keys(changed).some((key) => key !== "tab" && key !== "picture");
          const next: Partial<View> = { ...changed, ...(other && { picture: undefined }) };
          for (const [key, value] of Object.entries(next)) {
            const name = NAMES[key as keyof View];
            const usual = value === undefined || value === "" || value === "pictures";
            if (usual) now.delete(name);
            else now.set(name, String(value));
          }
          return now;
        },
        { replace: true },
      ),
    [setParams],
  );
  return [view, change];
}

function whole(text: string | null): number | undefined {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
