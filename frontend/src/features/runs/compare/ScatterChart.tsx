import { ActionIcon, Tooltip } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { ImageDown } from "lucide-react";
import { useRef } from "react";
import { textOf } from "../list/columns";
import { Axes } from "./Axes";
import { saveChart } from "./chartPicture";
import classes from "./charts.module.css";
import { type Compared, shortName } from "./compared";
import { type Dimension, placeOn } from "./dimensions";

interface ScatterChartProps {
  compared: readonly Compared[];
  x: Dimension;
  y: Dimension;
  faded: ReadonlySet<string>;
  strong: string | null;
  onPoint: (id: string | null) => void;
}

const LEFT = 52;
const TOP = 10;
const HEIGHT = 280;

/** Each run where its two values meet, with its number beside it. */
export function ScatterChart({ compared, x, y, faded, strong, onPoint }: ScatterChartProps) {
  const { ref, width } = useElementSize();
  const drawing = useRef<SVGSVGElement>(null);
  const frame = { left: LEFT, top: TOP, width: Math.max(width - LEFT - 24, 10), height: HEIGHT };
  const title = `${y.column.label} by ${x.column.label}`;
  const points = compared.flatMap((one) => {
    const values = { x: x.column.value(one.run, 0), y: y.column.value(one.run, 0) };
    const [right, up] = [placeOn(x, values.x), placeOn(y, values.y)];
    if (right === null || up === null) return [];
    return [{ one, values, left: LEFT + right * frame.width, top: TOP + (1 - up) * HEIGHT }];
  });
  const missing = compared.length - points.length;
  return (
    <figure className={classes.figure} aria-label={`${title}: ${points.length} runs`}>
      <figcaption className={classes.caption}>
        <span>{title}</span>
        <Tooltip label="Save as PNG">
          <ActionIcon
            variant="subtle"
            aria-label={`Save ${title} as PNG`}
            onClick={() => saveChart("scatter", drawing.current)}
          >
            <ImageDown size={14} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </figcaption>
      <div ref={ref}>
        <svg ref={drawing} className={classes.chart} height={TOP + HEIGHT + 34} aria-hidden>
          <Axes frame={frame} x={x.scale} y={y.scale} xLabel={x.column.label} xWords={x.words} />
          <g className={classes.points}>
            {points.map(({ one, values, left, top }) => (
              <g
                key={one.run.id}
                data-faded={faded.has(one.run.id) || undefined}
                onPointerEnter={() => onPoint(one.run.id)}
                onPointerLeave={() => onPoint(null)}
              >
                <circle
                  cx={left}
                  cy={top}
                  r={strong === one.run.id ? 8 : 5}
                  style={{ fill: one.style.colour }}
                >
                  <title>
                    {`${shortName(one)}\n${x.column.label} ${textOf(x.column, values.x)}\n${y.column.label} ${textOf(y.column, values.y)}`}
                  </title>
                </circle>
                <text x={left + 8} y={top + 4} style={{ fill: one.style.colour }}>
                  {one.number}
                </text>
              </g>
            ))}
          </g>
        </svg>
      </div>
      {missing > 0 && (
        <p className={classes.none}>
          {missing === 1 ? "1 run has" : `${missing} runs have`} no value here.
        </p>
      )}
    </figure>
  );
}
