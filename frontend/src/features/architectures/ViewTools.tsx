import { ActionIcon, Button, Menu, SegmentedControl, Tooltip } from "@mantine/core";
import { Panel } from "@xyflow/react";
import { ImageDown, Timer } from "lucide-react";
import { useMemo } from "react";
import { type Action, useActions } from "../../app/actions";
import { type Arrangement, dropPositions, type HandLayout } from "./positions";
import classes from "./ViewTools.module.css";

export type PictureForm = "svg" | "png";

interface ViewToolsProps {
  hand: HandLayout;
  onHand: (hand: HandLayout) => void;
  onPicture: (form: PictureForm, transparent: boolean) => void;
  onLatency: () => void;
}

const ARRANGEMENTS: { value: Arrangement; label: string }[] = [
  { value: "lanes", label: "Lanes" },
  { value: "layers", label: "Layers" },
];

const PICTURES: { label: string; form: PictureForm; transparent: boolean }[] = [
  { label: "SVG", form: "svg", transparent: false },
  { label: "SVG, transparent", form: "svg", transparent: true },
  { label: "PNG", form: "png", transparent: false },
  { label: "PNG, transparent", form: "png", transparent: true },
];

/** How the rows are arranged, and what can be had of the whole drawing. */
export function ViewTools({ hand, onHand, onPicture, onLatency }: ViewToolsProps) {
  const moved = Object.keys(hand.positions).length > 0;
  const actions = useMemo<Action[]>(
    () => [
      ...ARRANGEMENTS.map(({ value, label }) => ({
        label: `Arrange in ${label.toLowerCase()}`,
        run: () => onHand({ ...hand, arrangement: value }),
        disabled: hand.arrangement === value,
      })),
      { label: "Arrange again", run: () => onHand(dropPositions(hand)), disabled: !moved },
      { label: "Measure latency", run: onLatency },
      ...PICTURES.map(({ label, form, transparent }) => ({
        label: `Save a picture: ${label}`,
        run: () => onPicture(form, transparent),
      })),
    ],
    [hand, moved, onHand, onLatency, onPicture],
  );
  useActions("Drawing", actions);
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
      <Tooltip label="Measure latency">
        <ActionIcon variant="default" size={28} aria-label="Measure latency" onClick={onLatency}>
          <Timer size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Menu position="bottom-end">
        <Menu.Target>
          <Tooltip label="Save a picture">
            <ActionIcon variant="default" size={28} aria-label="Save a picture">
              <ImageDown size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          {PICTURES.map(({ label, form, transparent }) => (
            <Menu.Item key={label} onClick={() => onPicture(form, transparent)}>
              {label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Panel>
  );
}
