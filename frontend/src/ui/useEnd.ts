import { type UIEvent, useEffect, useRef, useState } from "react";

/** In pixels: so near the end one is at the end. */
const NEAR = 24;

/**
 * Keeps a scrolled box at the end of its content until one scrolls up, and again when one comes back to the end. The
 * content is watched and not the lines that come in: a line gets its height when it is first drawn, on the way to the end.
 *
 * `content` is the reference of the box's only child, `onScroll` the box's handler.
 */
export function useEnd() {
  const [inner, content] = useState<HTMLElement | null>(null);
  const [atEnd, tell] = useState(true);
  // Known before React draws again: lines that scrolling up brings into sight grow in the same frame.
  const kept = useRef(true);
  const top = useRef(0);

  useEffect(() => {
    const box = inner?.parentElement;
    if (!box || !atEnd) return;
    const observer = new ResizeObserver(() => {
      if (kept.current) box.scrollTop = box.scrollHeight;
    });
    observer.observe(inner); // which tells of its size at once
    return () => observer.disconnect();
  }, [inner, atEnd]);

  function setAtEnd(now: boolean) {
    kept.current = now;
    tell(now);
  }

  function onScroll({ currentTarget }: UIEvent<HTMLElement>) {
    const { scrollTop, scrollHeight, clientHeight } = currentTarget;
    if (scrollHeight - scrollTop - clientHeight < NEAR) setAtEnd(true);
    else if (scrollTop < top.current) setAtEnd(false);
    top.current = scrollTop;
  }

  return { content, atEnd, setAtEnd, onScroll };
}
