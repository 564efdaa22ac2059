import type { Node, NodeProps } from "@xyflow/react";
import { CircleAlert, TriangleAlert } from "lucide-react";
import { memo } from "react";
import type { Card } from "./cards";
import classes from "./RowCard.module.css";

export type RowNode = Node<{ card: Card; lit: boolean; found: boolean }, "row">;

/** One row on the canvas: what one would read aloud, and below it what it does and costs. */
export const RowCard = memo(function RowCard({ data, selected }: NodeProps<RowNode>) {
  const { card, lit, found } = data;
  const [error] = card.errors;
  return (
    <div
      className={classes.card}
      data-kind={card.kind}
      data-selected={selected || undefined}
      data-lit={lit || undefined}
      data-found={found || undefined}
      data-errors={error ? true : undefined}
    >
      <div className={classes.line}>
        <span className={classes.index}>{card.index}</span>
        <span className={classes.module}>{card.module}</span>
        {card.repeats && <span>{card.repeats}</span>}
        {card.warnings.length > 0 && (
          <span className={classes.warning} title={card.warnings.join("\n")}>
            <TriangleAlert size={12} aria-hidden />
          </span>
        )}
        <span className={classes.level}>{card.level}</span>
      </div>
      <div className={classes.args}>{card.args}</div>
      {error ? (
        <div className={`${classes.line} ${classes.problem}`} title={card.errors.join("\n")}>
          <CircleAlert size={12} style={{ flexShrink: 0, alignSelf: "center" }} aria-hidden />
          <span>{error}</span>
        </div>
      ) : (
        <>
          <div className={classes.shapes}>{card.shapes}</div>
          {card.warnings.length > 0 && (
            <div className={classes.warned}>{card.warnings.join(" ")}</div>
          )}
        </>
      )}
      <div className={`${classes.line} ${classes.cost}`} title={card.share}>
        <span>{card.params}</span>
        <span>{card.gflops}</span>
      </div>
      <div className={classes.bar}>
        <i style={{ width: `${card.weight * 100}%` }} />
      </div>
    </div>
  );
});
