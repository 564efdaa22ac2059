/** Rows as text for the clipboard, and back. Pure. */
import type { Graph, Operation, Row } from "./queries";
import { sourcesOf } from "./starts";

type CopiedRow = Extract<Operation, { op: "paste" }>["rows"][number];

/**
 * Rows as lines of YAML. They keep their arguments and comments as written; their `from` counts
 * back from each row, so that it means the same wherever the rows are put together.
 */
export function rowsText(graph: Graph, ids: ReadonlySet<string>, text: string): string {
  const lines = text.split(/\r?\n/);
  const chosen = graph.nodes.filter((row) => ids.has(row.id));
  const places = new Map(chosen.map((row, place) => [row.index, place]));
  return chosen
    .map((row, place) => {
      const from = sourcesOf(row).map((source) => (places.get(source) ?? -1) - place);
      const written = Array.isArray(row.from) ? `[${from.join(", ")}]` : String(from[0]);
      return `${rowText(row, written, lines)}\n`;
    })
    .join("");
}

const WRITTEN = /^\s*-\s*\[\s*(?:\[[^\]]*\]|-?\d+)\s*,\s*/;

function rowText(row: Row, from: string, lines: readonly string[]): string {
  if (row.line && row.line === row.last_line) {
    const line = lines[row.line - 1] ?? "";
    if (WRITTEN.test(line)) return line.replace(WRITTEN, `  - [${from}, `).trimEnd();
  }
  return `  - [${from}, ${row.repeats}, ${row.module}, ${flow(row.args)}]`;
}

/** JSON is YAML; numbers, texts, lists and mappings are written alike. */
function flow(args: readonly unknown[]): string {
  return JSON.stringify(args).replaceAll(",", ", ");
}

/** A text in which the server finds the rows of a clipboard; null where there are surely none. */
export function asArchitecture(clipboard: string): string | null {
  const lines = clipboard.split(/\r?\n/).filter((line) => line.trim() !== "");
  const first = lines.find((line) => !line.trim().startsWith("#"));
  if (!first?.trim().startsWith("-")) return null;
  const indent = Math.min(...lines.map((line) => line.search(/\S/)));
  const rows = lines.map((line) => `  ${line.slice(indent)}`).join("\n");
  return `nc: 1\nbackbone:\n${rows}\nhead: []\n`;
}

export function copiedRows(graph: Graph): CopiedRow[] {
  return graph.nodes.map(({ from, repeats, module, args }) => ({ from, repeats, module, args }));
}
