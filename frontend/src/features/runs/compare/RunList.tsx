import { Checkbox } from "@mantine/core";
import { Link } from "react-router";
import { formatMetric } from "../../../ui/format";
import { runModel } from "../run";
import type { Compared } from "./compared";
import classes from "./RunList.module.css";

interface RunListProps {
  compared: readonly Compared[];
  /** What the figures are: "mAP50-95, best", or a measure at an epoch. */
  heading: string;
  /** By run. */
  values: ReadonlyMap<string, number | null>;
  hidden: ReadonlySet<string>;
  /** Runs that a filter on an axis leaves out. */
  out: ReadonlySet<string>;
  onHidden: (hidden: ReadonlySet<string>) => void;
  onPoint: (id: string | null) => void;
}

/** The runs of the comparison with their marks: the legend of all its charts. */
export function RunList(props: RunListProps) {
  const { compared, heading, values, hidden, out, onHidden, onPoint } = props;

  function show(id: string, shown: boolean) {
    const next = new Set(hidden);
    if (shown) next.delete(id);
    else next.add(id);
    onHidden(next);
  }

  return (
    <section className={classes.list} aria-label="Runs">
      <div className={classes.head}>
        <Checkbox
          size="xs"
          aria-label="Show all runs"
          checked={hidden.size === 0}
          indeterminate={hidden.size > 0 && hidden.size < compared.length}
          onChange={(event) =>
            onHidden(
              event.currentTarget.checked ? new Set() : new Set(compared.map(({ run }) => run.id)),
            )
          }
        />
        <span>{heading}</span>
      </div>
      <ul>
        {compared.map(({ run, number, style }) => (
          <li
            key={run.id}
            data-out={out.has(run.id) || undefined}
            onPointerEnter={() => onPoint(run.id)}
            onPointerLeave={() => onPoint(null)}
          >
            <Checkbox
              size="xs"
              aria-label={`Show run ${number}, ${runModel(run)}`}
              checked={!hidden.has(run.id)}
              onChange={(event) => show(run.id, event.currentTarget.checked)}
            />
            <span className={classes.number}>{number}</span>
            <svg width={22} height={12} aria-hidden>
              <line
                x1={0}
                x2={22}
                y1={6}
                y2={6}
                style={{ stroke: style.colour, strokeDasharray: style.dash }}
              />
            </svg>
            <Link to={`/runs/${run.id}`} title={`${runModel(run)} on ${run.dataset}, ${run.id}`}>
              {runModel(run)}
            </Link>
            <span className={classes.value}>{formatMetric(values.get(run.id))}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
