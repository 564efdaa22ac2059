/** Measures of a grid of equal cells in a scroll of any length, in pixels. */
export interface Grid {
  columns: number;
  /** Width of a cell. */
  cell: number;
  stepX: number;
  stepY: number;
  /** Of all rows. */
  height: number;
  total: number;
}

const LEAST = 148;
const GAP_X = 8;
const GAP_Y = 12;
const CAPTION = 20;
const FRAME = 4 / 3;
/** Rows drawn beyond the edges, so that none is missing while one scrolls. */
const SPARE = 2;

/** As many columns as fit, of at least 148 px. */
export function gridOf(width: number, total: number): Grid {
  const columns = Math.max(1, Math.floor((width + GAP_X) / (LEAST + GAP_X)));
  const cell = Math.max(0, (width - GAP_X * (columns - 1)) / columns);
  const stepY = cell / FRAME + CAPTION + GAP_Y;
  const rows = Math.ceil(total / columns);
  return { columns, cell, stepX: cell + GAP_X, stepY, height: rows * stepY, total };
}

/** The first cell in sight, and the one behind the last; none before the width is known. */
export function inSight(grid: Grid, top: number, height: number): [number, number] {
  if (grid.cell === 0) return [0, 0];
  const first = Math.max(0, Math.floor(top / grid.stepY) - SPARE);
  const last = Math.ceil((top + height) / grid.stepY) + SPARE;
  return [Math.min(first * grid.columns, grid.total), Math.min(last * grid.columns, grid.total)];
}

/** The pages that hold the cells from `first` to before `last`, one after the other. */
export function pagesOf(first: number, last: number, size: number): number[] {
  if (last <= first) return [];
  const from = Math.floor(first / size);
  const to = Math.floor((last - 1) / size);
  return Array.from({ length: to - from + 1 }, (_, step) => from + step);
}
