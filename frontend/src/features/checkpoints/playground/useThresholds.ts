import { useState } from "react";
import type { Thresholds } from "./suppress";

export interface LiveThresholds extends Thresholds {
  change: (changes: Partial<Thresholds>) => void;
  /** Shows or hides a class. */
  toggle: (cls: number) => void;
}

const START: Thresholds = { confidence: 0.25, iou: 0.7, agnostic: false, hidden: new Set() };

/** What is shown of all candidates; it stays while one looks at other pictures. */
export function useThresholds(): LiveThresholds {
  const [now, setNow] = useState(START);
  return {
    ...now,
    change: (changes) => setNow((before) => ({ ...before, ...changes })),
    toggle: (cls) =>
      setNow((before) => {
        const hidden = new Set(before.hidden);
        if (!hidden.delete(cls)) hidden.add(cls);
        return { ...before, hidden };
      }),
  };
}
