import { ViewportPortal } from "@xyflow/react";
import { memo } from "react";
import classes from "./Bands.module.css";
import { shadeOf } from "./bandShade";
import type { Band } from "./placement";

/** Behind the rows: which stride their outputs have, so that two strides are seen as two. */
export const Bands = memo(function Bands({ bands }: { bands: readonly Band[] }) {
  return (
    <ViewportPortal>
      <svg className={classes.bands} aria-hidden>
        {bands.map(({ level, x, y, width, height }) => (
          <g key={`${x} ${y}`} data-level={level}>
            <rect
              className={classes.band}
              style={{ fillOpacity: shadeOf(level) }}
              x={x}
              y={y}
              width={width}
              height={height}
            />
            <text className={classes.level} x={x + 6} y={y + 10.5}>
              {level}
            </text>
          </g>
        ))}
      </svg>
    </ViewportPortal>
  );
});
