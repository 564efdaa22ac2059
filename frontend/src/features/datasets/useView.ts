import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";
import { SPLITS } from "./queries";

export interface View {
  tab: "pictures" | "report";
  split: string | undefined;
  cls: number | undefined;
  /** From 0. */
  page: number;
  /** The opened picture's place among all that fit the filters, from 0. */
  picture: number | undefined;
}

/** What the page shows, kept in its address. A change of a filter leads back to the first page. */
export function useView(): [View, (change: Partial<View>) => void] {
  const [params, setParams] = useSearchParams();
  const view = useMemo<View>(() => {
    const split = params.get("split");
    return {
      tab: params.get("tab") === "report" ? "report" : "pictures",
      split: SPLITS.find((one) => one === split),
      cls: whole(params.get("class")),
      page: Math.max(0, (whole(params.get("page")) ?? 1) - 1),
      picture: whole(params.get("picture")),
    };
  }, [params]);
  const change = useCallback(
    (changed: Partial<View>) =>
      setParams(
        (now) => {
          const filtered = "split" in changed || "cls" in changed;
          const next = { ...changed, ...(filtered && { page: 0, picture: undefined }) };
          const write = (name: string, value: string | number | undefined) =>
            value === undefined ? now.delete(name) : now.set(name, String(value));
          if ("tab" in next) write("tab", next.tab === "report" ? "report" : undefined);
          if ("split" in next) write("split", next.split);
          if ("cls" in next) write("class", next.cls);
          if ("page" in next) write("page", next.page ? next.page + 1 : undefined);
          if ("picture" in next) write("picture", next.picture);
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
