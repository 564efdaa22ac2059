/** Which texts are drawn. The largest network that ships with Ultralytics has some seventy rows. */
import type { Graph } from "./queries";

/** With more rows, a drawing shows nothing that one could take in, and is slow to say it. */
export const MOST_DRAWN = 1000;

const ROW = /^[ \t]*-[ \t]*\[/gm;

/**
 * How many rows a text has if those are more than are drawn; null where it can be drawn. Counted
 * in the text alone where each row has a line, so that a huge one is not read at all.
 */
export function tooManyRows(text: string, graph: Graph | undefined): number | null {
  const lines = text.match(ROW)?.length ?? 0;
  const count = Math.max(lines, graph?.nodes.length ?? 0);
  return count > MOST_DRAWN ? count : null;
}
