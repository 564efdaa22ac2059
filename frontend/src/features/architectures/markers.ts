/** Problems as marks at lines of the text. Pure. */
import type { CodeMarker } from "../../ui/CodeEditor";
import type { Card } from "./cards";
import type { Row } from "./queries";

/** The problems of rows, at the lines on which the rows begin. */
export function rowMarkers(rows: readonly Row[], cards: readonly Card[]): CodeMarker[] {
  const lines = new Map(rows.map((row) => [row.id, row.line]));
  return cards.flatMap((card) =>
    card.errors.map((message) => ({
      line: lines.get(card.id) ?? 1,
      message: `Row ${card.index}: ${message}`,
      severity: "error" as const,
    })),
  );
}
