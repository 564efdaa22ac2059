import { useCallback, useState } from "react";
import { type Arrangement, readArrangement } from "./arrangement";

const KEY = "yolosmith.charts";

/** The arrangement of the charts, the same for all runs, remembered in this browser. */
export function useArrangement() {
  const [arrangement, setArrangement] = useState(() => readArrangement(localStorage.getItem(KEY)));
  const arrange = useCallback((change: (now: Arrangement) => Arrangement) => {
    setArrangement((now) => {
      const next = change(now);
      localStorage.setItem(KEY, JSON.stringify(next));
      return next;
    });
  }, []);
  return { arrangement, arrange };
}
