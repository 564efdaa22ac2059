import { Button, SegmentedControl } from "@mantine/core";
import { Panel } from "@xyflow/react";
import { type Arrangement, dropPositions, type HandLayout } from "./positions";
import classes from "./ViewTools.module.css";

interface ViewToolsProps {
  hand: HandLayout;
  onHand: (hand: HandLayout) => void;
}

const ARRANGEMENTS: { value: Arrangement; label: string }[] = [
  { value: "lanes", label: "Lanes" },
  { value: "layers", label: "Layers" },
];

/** How the rows are arranged. */
export function ViewTools({ hand, onHand }: ViewToolsProps) {
  const moved = Object.keys(hand.positions).length > 0;
  return (
    <Panel position="top-right" className={classes.tools ?? ""}>
      {moved && (
        <Button variant="default" size="xs" onClick={() => onHand(dropPositions(hand))}>
          Arrange again
        </Button>
      )}
      <SegmentedControl
        size="xs"
        aria-label="Arrangement"
        data={ARRANGEMENTS}
        value={hand.arrangement}
        onChange={(value) => onHand({ ...hand, arrangement: value as Arrangement })}
      />
    </Panel>
  );
}
