import { type KeyboardEvent, type MouseEvent, useMemo } from "react";
import { formatNumber } from "../../../ui/format";
import { layOut, pathThrough, ROW_HEIGHT, ROW_WIDTH } from "../../architectures/lanes";
import { tipOf } from "../../architectures/tip";
import classes from "./FreezeGraph.module.css";
import type { ModelRows } from "./useModelRows";

interface FreezeGraphProps {
  model: ModelRows;
  frozen: ReadonlySet<number>;
  /** A row was chosen; `alone`: without those before it. */
  onChoose: (index: number, alone: boolean) => void;
}

/** Of what the lanes are laid out in: their rows are larger than is needed here. */
const SCALE = 0.62;
const MARGIN = 24;

/** The model as on the canvas, its frozen rows marked. */
export function FreezeGraph({ model, frozen, onChoose }: FreezeGraphProps) {
  const layout = useMemo(() => layOut(model.rows, model.edges), [model.rows, model.edges]);
  const bounds = useMemo(() => boundsOf(layout), [layout]);
  const places = new Map(layout.rows.map((row) => [row.id, row]));
  const params = new Map(model.inspected.map((row) => [row.index, row.params]));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a drawing
    <svg
      className={classes.graph}
      viewBox={`${bounds.left} ${bounds.top} ${bounds.width} ${bounds.height}`}
      width={bounds.width * SCALE}
      height={bounds.height * SCALE}
      role="group"
      aria-label="Rows of the model"
    >
      {layout.edges.map(({ id, points }) => (
        <g key={id} aria-hidden>
          <path className={classes.line} d={pathThrough(points)} />
          <path className={classes.tip} d={tipOf(points)} />
        </g>
      ))}
      {layout.lanes.map(({ section, x }) => (
        <text key={section} className={classes.lane} x={x} y={-14}>
          {section === "backbone" ? "Backbone" : "Head"}
        </text>
      ))}
      {model.rows.map((row) => {
        const place = places.get(row.id);
        const count = params.get(row.index);
        const isFrozen = frozen.has(row.index);
        return (
          // biome-ignore lint/a11y/useSemanticElements: an input cannot stand in a drawing
          <g
            key={row.id}
            className={classes.row}
            data-section={row.section}
            data-frozen={isFrozen || undefined}
            transform={`translate(${place?.x ?? 0} ${place?.y ?? 0})`}
            role="checkbox"
            aria-checked={isFrozen}
            aria-label={`Row ${row.index}, ${row.module}`}
            tabIndex={0}
            onClick={(event: MouseEvent) => onChoose(row.index, event.ctrlKey || event.metaKey)}
            onKeyDown={(event) => onKey(event, row.index, onChoose)}
          >
            <rect width={ROW_WIDTH} height={ROW_HEIGHT} rx={6} />
            <text className={classes.module} x={14} y={36}>
              {row.index} · {row.module}
              {row.repeats > 1 ? ` ×${row.repeats}` : ""}
            </text>
            <text className={classes.params} x={14} y={68}>
              {paramsText(count ?? null, isFrozen)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

/** "18 560 parameters", "18 560 frozen" */
function paramsText(count: number | null, isFrozen: boolean): string {
  if (count === null) return isFrozen ? "frozen" : "";
  return `${formatNumber(count)} ${isFrozen ? "frozen" : "parameters"}`;
}

/** Enter freezes up to the row, the space bar the row alone; up and down go between rows. */
function onKey(
  event: KeyboardEvent<SVGGElement>,
  index: number,
  onChoose: FreezeGraphProps["onChoose"],
): void {
  const { key, currentTarget } = event;
  const rows = [
    ...(currentTarget.parentElement?.querySelectorAll<SVGGElement>("[role=checkbox]") ?? []),
  ];
  if (key === "Enter" || key === " ") onChoose(index, key === " ");
  else if (key === "ArrowDown") rows[rows.indexOf(currentTarget) + 1]?.focus();
  else if (key === "ArrowUp") rows[rows.indexOf(currentTarget) - 1]?.focus();
  else return;
  event.preventDefault();
}

function boundsOf(layout: ReturnType<typeof layOut>) {
  const points = layout.edges.flatMap((edge) => edge.points);
  const xs = [...layout.rows.flatMap(({ x }) => [x, x + ROW_WIDTH]), ...points.map(({ x }) => x)];
  const bottom = layout.rows.reduce((most, { y }) => Math.max(most, y + ROW_HEIGHT), 0);
  const left = xs.reduce((least, x) => Math.min(least, x), 0) - MARGIN;
  const right = xs.reduce((most, x) => Math.max(most, x), 0) + MARGIN;
  const top = -MARGIN - 16;
  return { left, top, width: right - left, height: bottom + MARGIN - top };
}
