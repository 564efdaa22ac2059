import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";
import type { View } from "./queries";

const DEFAULT_IMGSZ = 640;

/** Scale, image size and number of classes at which one looks; they stand in the address. */
export function useView(): [View, (view: View) => void] {
  const [params, setParams] = useSearchParams();
  const scale = params.get("scale");
  const imgsz = Number(params.get("imgsz")) || DEFAULT_IMGSZ;
  const nc = Number(params.get("nc")) || null;
  const view = useMemo(() => ({ scale, imgsz, nc }), [scale, imgsz, nc]);
  const setView = useCallback(
    (next: View) =>
      setParams(
        (before) => {
          const after = new URLSearchParams(before);
          put(after, "scale", next.scale);
          put(after, "imgsz", next.imgsz === DEFAULT_IMGSZ ? null : next.imgsz);
          put(after, "nc", next.nc);
          return after;
        },
        { replace: true },
      ),
    [setParams],
  );
  return [view, setView];
}

function put(params: URLSearchParams, name: string, value: string | number | null): void {
  if (value === null) params.delete(name);
  else params.set(name, String(value));
}
