import { type RefObject, useCallback, useEffect, useState } from "react";

/** Rows drawn beyond what is seen, above and below. */
const SPARE = 10;
/** The window moves in steps of so many: most frames of scrolling draw nothing new, and none draws much. */
const STEP = 4;

export interface RowWindow {
  /** Of the rows that are drawn, the first, and the one behind the last. */
  first: number;
  last: number;
  /** About the first that is in sight. */
  top: number;
  /** Brings a row into sight. */
  show: (row: number) => void;
}

/**
 * Which rows of a long list are drawn: those in sight of its scrolling box and some more. All rows
 * are `height` pixels high; `head` are those of a heading that stays above them.
 */
export function useRowWindow(
  box: RefObject<HTMLElement | null>,
  count: number,
  height: number,
  head: number,
): RowWindow {
  const [seen, setSeen] = useState({ first: 0, last: 4 * SPARE, top: 0 });
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const look = () => {
      const top = Math.floor(element.scrollTop / height / STEP) * STEP;
      const rows = Math.ceil(element.clientHeight / height / STEP) * STEP;
      const next = { first: Math.max(0, top - SPARE), last: top + rows + STEP + SPARE, top };
      setSeen((now) => (now.top === next.top && now.last === next.last ? now : next));
    };
    look();
    const resize = new ResizeObserver(look);
    resize.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      resize.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, [box, height]);

  const show = useCallback(
    (row: number) => {
      const element = box.current;
      if (!element) return;
      const top = row * height;
      const lowest = top + height + head - element.clientHeight;
      if (element.scrollTop > top) element.scrollTop = top;
      else if (element.scrollTop < lowest) element.scrollTop = lowest;
    },
    [box, height, head],
  );
  const within = (row: number) => Math.min(row, count);
  return { first: within(seen.first), last: within(seen.last), top: within(seen.top), show };
}
