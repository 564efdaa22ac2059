import { Handle, type Node, type NodeProps, Position } from "@xyflow/react";
import { memo } from "react";
import { formatNumber } from "../../../ui/format";
import type { TransferRow } from "../queries";
import classes from "./TransferCard.module.css";
import { STATES, sourceText } from "./transfer";

export type TransferNode = Node<{ row: TransferRow; args: string }, "transfer">;

/** A row of the new model: where its weights come from, and how many. */
export const TransferCard = memo(function TransferCard({
  data,
  selected,
}: NodeProps<TransferNode>) {
  const { row, args } = data;
  const { sign, word } = STATES[row.state];
  return (
    <div className={classes.card} data-state={row.state} data-selected={selected || undefined}>
      <Handle className={classes.handle ?? ""} type="target" position={Position.Top} />
      <div className={classes.line}>
        <span className={classes.index}>{row.index}</span>
        <span className={classes.module}>{row.module}</span>
        <span className={classes.state}>
          <b aria-hidden>{sign}</b> {word}
        </span>
      </div>
      <div className={classes.mono}>{args}</div>
      <div className={classes.words} title={row.why ?? ""}>
        {row.why ?? (row.state === "empty" ? "" : `from ${sourceText(row)}`)}
      </div>
      <div className={classes.line}>
        <span className={classes.cost}>
          {row.params > 0 &&
            `${formatNumber(row.params_loaded)} of ${formatNumber(row.params)} parameters`}
        </span>
      </div>
      <Handle className={classes.handle ?? ""} type="source" position={Position.Bottom} />
    </div>
  );
});
