/** Problems as marks at lines of the text. Pure. */
import type { CodeMarker } from "../../ui/CodeEditor";
import type { Finding } from "./findings";
import type { Row } from "./queries";

/** The findings of rows, at the lines on which the rows begin. */
export function findingMarkers(rows: readonly Row[], findings: readonly Finding[]): CodeMarker[] {
  const lines = new Map(rows.map((row) => [row.id, row.line]));
  return findings.flatMap(({ id, index, message, severity }) =>
    id === null
      ? []
      : [
          {
            line: lines.get(id) ?? 1,
            message: `Row ${index}: ${message}`,
            severity,
          },
        ],
  );
}
