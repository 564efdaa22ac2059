import { Group, RangeSlider, Select, Text } from "@mantine/core";
import { useState } from "react";
import classes from "./AxisRange.module.css";
import { type Brushes, type Dimension, textAt } from "./dimensions";

interface AxisRangeProps {
  dimensions: readonly Dimension[];
  brushes: Brushes;
  onBrushes: (brushes: Brushes) => void;
}

/** Does by keyboard, and exactly, what a drag along an axis does. */
export function AxisRange({ dimensions, brushes, onBrushes }: AxisRangeProps) {
  const [chosen, setChosen] = useState<string | null>(null);
  const dimension = dimensions.find(({ column }) => column.id === chosen) ?? dimensions.at(-1);
  if (!dimension) return null;
  const { id, label } = dimension.column;

  function keep([low, high]: [number, number]) {
    const { [id]: _, ...rest } = brushes;
    onBrushes(low <= 0 && high >= 1 ? rest : { ...rest, [id]: [low, high] });
  }

  const [low, high] = brushes[id] ?? [0, 1];
  return (
    <Group mt="sm" gap="md">
      <Select
        aria-label="Axis to narrow"
        data={dimensions.map(({ column }) => ({ value: column.id, label: column.label }))}
        value={id}
        onChange={setChosen}
        allowDeselect={false}
      />
      <RangeSlider
        className={classes.range ?? ""}
        size="sm"
        min={0}
        max={1}
        step={0.01}
        minRange={0.02}
        label={null}
        thumbFromLabel={`Least ${label}`}
        thumbToLabel={`Most ${label}`}
        value={[low, high]}
        onChange={keep}
      />
      <Text role="status" c="dimmed">
        {textAt(dimension, low)} to {textAt(dimension, high)}
      </Text>
    </Group>
  );
}
