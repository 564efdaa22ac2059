/** What a preview of a transfer says, in words. Pure. */
import { formatNumber, formatPercent, formatShape } from "../../../ui/format";
import type { Transfer, TransferRow } from "../queries";

export type RowState = TransferRow["state"];
export type Match = Transfer["match"];
export type Totals = Transfer["totals"];

/** Never colour alone: each state has a sign and a word. */
export const STATES: Record<RowState, { sign: string; word: string }> = {
  loaded: { sign: "✓", word: "loads" },
  resized: { sign: "≈", word: "resized" },
  partly: { sign: "◐", word: "partly" },
  skipped: { sign: "×", word: "starts anew" },
  empty: { sign: "", word: "no weights" },
};

export const MATCHES: Record<Match, string> = { name: "By number", aligned: "Aligned" };

/** "412 of 448 tensors, 96 % of the parameters" */
export function totalsText(totals: Totals): string {
  const taken = totals.tensors_loaded + totals.tensors_resized;
  return `${formatNumber(taken)} of ${formatNumber(totals.tensors)} tensors, ${shareText(totals)} of the parameters`;
}

/** Of the parameters; what is not quite all is never called all, nor a little nothing. */
export function shareText({ params, params_loaded: loaded }: Totals): string {
  const share = params > 0 ? loaded / params : 0;
  if (share > 0.999 && loaded < params) return "99.9 %";
  if (share < 0.001 && loaded > 0) return "0.1 %";
  return formatPercent(share, share === 0 || share === 1 ? 0 : 1);
}

/** Which row of the checkpoint a row is filled from. */
export function sourceText(row: TransferRow): string {
  if (row.source === null) return "no row";
  return `row ${row.source}, ${row.source_module}`;
}

/** "64×32×3×3" */
export function shapeText(shape: readonly number[]): string {
  return shape.length > 0 ? formatShape(shape) : "a number";
}
