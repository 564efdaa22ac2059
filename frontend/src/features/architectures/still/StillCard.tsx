import { Handle, type Node, type NodeProps, Position } from "@xyflow/react";
import { memo } from "react";
import classes from "./StillCard.module.css";

/** What is said of one row in a drawing that is only looked at. */
export interface Still {
  /** Of the row in the drawing. */
  id: string;
  /** "4", or "4 → 5". */
  index: string;
  module: string;
  repeats: number;
  /** "256, False" */
  args: string;
  tone: "plain" | "quiet" | "ok" | "warning" | "anew" | "removed";
  /** Never colour alone: a sign and a word. */
  state: { sign: string; word: string };
  /** Whether the state stands on the card; it is read aloud always. */
  stated: boolean;
  /** Why, or in what. */
  words: readonly string[];
  /** Along the bottom: what it weighs. */
  costs: readonly string[];
}

export type StillNode = Node<{ still: Still }, "still">;

/** A row of an architecture, and one thing that is said of it: what loads into it, what changed in it. */
export const StillCard = memo(function StillCard({ data, selected }: NodeProps<StillNode>) {
  const { index, module, repeats, args, tone, state, stated, words, costs } = data.still;
  return (
    <div className={classes.card} data-tone={tone} data-selected={selected || undefined}>
      <Handle className={classes.handle ?? ""} type="target" position={Position.Top} />
      <div className={classes.line}>
        <span className={classes.index}>{index}</span>
        <span className={classes.module}>{module}</span>
        {repeats !== 1 && <span>×{repeats}</span>}
        {stated && (
          <span className={classes.state}>
            <b aria-hidden>{state.sign}</b> {state.word}
          </span>
        )}
      </div>
      <div className={classes.args}>{args}</div>
      <div className={classes.words} title={words.join("\n")}>
        {words.join("; ")}
      </div>
      <div className={`${classes.line} ${classes.cost}`}>
        {costs.map((cost, place) => (
          <span key={place}>{cost}</span>
        ))}
      </div>
      <Handle className={classes.handle ?? ""} type="source" position={Position.Bottom} />
    </div>
  );
});
