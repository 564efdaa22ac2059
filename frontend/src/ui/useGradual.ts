import { useEffect, useState } from "react";

/** Rows that are new in one frame: what a frame has time for, with the styles and the layout of them. */
const AT_ONCE = 3;

/**
 * Which rows of a long list are drawn by now, of those that are to be: all that were before, and in
 * each frame a few more, in the order of `wanted`. So no scrolling, search or sorting holds up a
 * frame. `wanted` is another array only where it says something else.
 */
export function useGradual(wanted: readonly string[]): ReadonlySet<string> {
  const [state, setState] = useState(() => ({ wanted, drawn: more(new Set(), wanted) }));
  let { drawn } = state;
  if (state.wanted !== wanted) {
    drawn = more(drawn, wanted);
    setState({ wanted, drawn });
  }
  const isWhole = drawn.size === wanted.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each drawing has its next one
  useEffect(() => {
    if (isWhole) return;
    const frame = requestAnimationFrame(() => {
      setState((now) => ({ ...now, drawn: more(now.drawn, now.wanted) }));
    });
    return () => cancelAnimationFrame(frame);
  }, [isWhole, drawn]);
  return drawn;
}

/** Those of the wanted that are drawn, and the first few that are not. */
function more(drawn: ReadonlySet<string>, wanted: readonly string[]): ReadonlySet<string> {
  const missing = wanted.filter((id) => !drawn.has(id));
  const kept = wanted.filter((id) => drawn.has(id));
  return new Set([...kept, ...missing.slice(0, AT_ONCE)]);
}
