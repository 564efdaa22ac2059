import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import { Ports } from "./Ports";
import { type RowNode as Item, RowCard } from "./RowCard";

/** A row as it stands on the canvas that is edited: its card, and where wires begin and end. */
export const RowNode = memo(function RowNode(props: NodeProps<Item>) {
  return (
    <>
      <RowCard {...props} />
      <Ports />
    </>
  );
});
