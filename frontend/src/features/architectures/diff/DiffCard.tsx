import { Handle, type Node, type NodeProps, Position } from "@xyflow/react";
import { memo } from "react";
import { formatArgs } from "../cards";
import classes from "./DiffCard.module.css";
import { type MergedRow, numberOf } from "./merged";
import { STATUS, signed } from "./words";

export type DiffNode = Node<{ row: MergedRow }, "difference">;

/** A row that one of the architectures has, or both: what it is, what changed, what it costs more. */
export const DiffCard = memo(function DiffCard({ data, selected }: NodeProps<DiffNode>) {
  const { row } = data;
  const shown = row.after ?? row.before;
  if (!shown) return null;
  const { sign, word } = STATUS[row.status];
  return (
    <div className={classes.card} data-status={row.status} data-selected={selected || undefined}>
      <Handle className={classes.handle ?? ""} type="target" position={Position.Top} />
      <div className={classes.line}>
        <span className={classes.index}>{numberOf(row)}</span>
        <span className={classes.module}>{shown.module}</span>
        {shown.repeats !== 1 && <span>×{shown.repeats}</span>}
        {row.status !== "same" && (
          <span className={classes.status}>
            <b aria-hidden>{sign}</b> {word}
          </span>
        )}
      </div>
      <div className={classes.args}>{formatArgs(shown.args)}</div>
      <div className={classes.words} title={row.words.join("\n")}>
        {row.words.join("; ")}
      </div>
      <div className={`${classes.line} ${classes.cost}`}>
        <span>{row.params !== null && `${signed(row.params)} parameters`}</span>
        <span>{row.gflops !== null && `${signed(row.gflops, 2)} G`}</span>
      </div>
      <Handle className={classes.handle ?? ""} type="source" position={Position.Bottom} />
    </div>
  );
});
