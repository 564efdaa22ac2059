import { Handle, Position } from "@xyflow/react";
import { memo } from "react";
import classes from "./Ports.module.css";

/** Where wires begin and end: the dot at a row's lower edge, and the whole row while one is drawn. */
export const Ports = memo(function Ports() {
  return (
    <>
      <Handle
        className={classes.input ?? ""}
        type="target"
        position={Position.Top}
        isConnectableStart={false}
      />
      <Handle
        className={classes.output ?? ""}
        type="source"
        position={Position.Bottom}
        isConnectableEnd={false}
        title="Drag to a row that shall read this one"
      />
    </>
  );
});
