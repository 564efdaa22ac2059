/** What the cells of a confusion matrix say. Rows are predicted, columns are true. Pure. */
import type { Confusion } from "../watchQueries";

/** By the true class: of all of it, which part was taken for what; null where there is none of it. */
export function shares(matrix: readonly (readonly number[])[]): (number | null)[][] {
  const totals = matrix.map((_, column) =>
    matrix.reduce((sum, row) => sum + (row[column] ?? 0), 0),
  );
  return matrix.map((row) => row.map((count, at) => (totals[at] ? count / totals[at] : null)));
}

/** The names of rows and columns; the last one is the background where there is one. */
export function namesOf(confusion: Confusion, names: readonly string[]): string[] {
  const classes = confusion.matrix.length - (confusion.background ? 1 : 0);
  const known = Array.from({ length: classes }, (_, at) => names[at] ?? String(at));
  return confusion.background ? [...known, "background"] : known;
}

/** A cell in words. */
export function cellWords(
  confusion: Confusion,
  names: readonly string[],
  row: number,
  column: number,
): string {
  const count = confusion.matrix[row]?.[column] ?? 0;
  const last = confusion.background ? confusion.matrix.length - 1 : -1;
  const said = names[row] ?? "";
  const really = names[column] ?? "";
  const [things, were] =
    count === 1 ? [confusion.unit.slice(0, -1), "was"] : [confusion.unit, "were"];
  if (row === last && column === last)
    return "Nothing found where nothing is: that is not counted.";
  if (row === last) return `${count} ${things} of ${really} ${were} missed.`;
  if (column === last) {
    return `${count} ${count === 1 ? "time" : "times"} ${said} was found where there is none.`;
  }
  if (row === column) return `${count} ${things} of ${really} ${were} recognised.`;
  return `${count} ${things} of ${really} ${were} taken for ${said}.`;
}

/** The mean of several lines, point by point. */
export function meanLine(lines: readonly (readonly number[])[]): number[] {
  const [first = []] = lines;
  return first.map((_, at) => lines.reduce((sum, line) => sum + (line[at] ?? 0), 0) / lines.length);
}
