import { type ConnectionLineComponentProps, EdgeLabelRenderer } from "@xyflow/react";
import { createContext, useContext } from "react";
import { ROW_HEIGHT, ROW_WIDTH } from "./lanes";
import { partAt } from "./nearest";
import type { Row } from "./queries";
import classes from "./Wire.module.css";
import { slotsOf, takesMany, type WireContext, wireProblem } from "./wires";

/** What is needed to judge a wire. */
export const Wiring = createContext<WireContext | null>(null);

/** The wire that is being drawn, with what it would be, or why it cannot be. */
export function Wire(props: ConnectionLineComponentProps) {
  const { fromX, fromY, fromNode, toNode, pointer } = props;
  const context = useContext(Wiring);
  const target = toNode && toNode.id !== fromNode.id ? toNode : null;
  const row = target && context?.graph.nodes.find((one) => one.id === target.id);
  const slots = row && context ? slotsOf(row, context.modules) : 0;
  const slot = target ? partAt(target.internals.positionAbsolute.x, pointer.x, slots) : 0;
  const problem =
    target && context
      ? wireProblem(context, { source: fromNode.id, target: target.id, slot })
      : null;
  const at = target?.internals.positionAbsolute;
  return (
    <>
      <path
        className={classes.wire}
        data-problem={problem ? true : undefined}
        d={`M${fromX},${fromY} C${fromX},${fromY + 40} ${pointer.x},${pointer.y - 40} ${pointer.x},${pointer.y}`}
      />
      {at && row && context && (
        <EdgeLabelRenderer>
          <div
            className={classes.target}
            data-problem={problem ? true : undefined}
            style={{
              width: ROW_WIDTH,
              height: ROW_HEIGHT,
              transform: `translate(${at.x}px, ${at.y}px)`,
            }}
          >
            <div className={classes.slots}>
              {Array.from({ length: slots }, (_, index) => (
                <span key={index} data-here={index === slot || undefined}>
                  {slotName(row, index, takesMany(row, context.modules))}
                </span>
              ))}
            </div>
            <div className={classes.words} role="status">
              {problem ?? meaningOf(context, fromNode.id, row, slot)}
            </div>
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  );
}

function slotName(row: Row, slot: number, many: boolean): string {
  const count = Array.isArray(row.from) ? row.from.length : 1;
  if (!many && count === 1) return "input";
  return slot < count ? String(slot + 1) : "+";
}

function meaningOf({ graph }: WireContext, source: string, row: Row, slot: number): string {
  const index = graph.nodes.find((one) => one.id === source)?.index;
  const count = Array.isArray(row.from) ? row.from.length : 1;
  if (slot >= count) return `Row ${row.index} also reads row ${index}, as input ${slot + 1}`;
  const input = count > 1 ? `input ${slot + 1} of row ${row.index}` : `row ${row.index}`;
  return `${input.charAt(0).toUpperCase()}${input.slice(1)} reads row ${index}`;
}
