import { useId, useMemo } from "react";
import classes from "./BlockGraph.module.css";
import { drawBlock, type Preview } from "./blockGraph";

/** A block as a small picture. It shows what the words beside it say, so it is hidden from readers. */
export function BlockGraph({ preview }: { preview: Preview }) {
  const { width, height, boxes, lines } = useMemo(() => drawBlock(preview), [preview]);
  const tip = useId();
  return (
    <svg
      className={classes.graph}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden
    >
      <marker
        id={tip}
        viewBox="0 0 6 6"
        refX="5"
        refY="3"
        markerWidth="6"
        markerHeight="6"
        orient="auto"
      >
        <path d="M0 0L6 3L0 6z" className={classes.tip} />
      </marker>
      {lines.map(({ from, to, path }) => (
        <path key={`${from} ${to}`} d={path} className={classes.line} markerEnd={`url(#${tip})`} />
      ))}
      {boxes.map(({ id, label, x, y, ...size }) => (
        <g key={id}>
          <rect x={x} y={y} {...size} rx={3} className={classes.box} />
          <text x={x + size.width / 2} y={y + size.height / 2} textAnchor="middle" dy="0.35em">
            {label}
          </text>
        </g>
      ))}
    </svg>
  );
}
