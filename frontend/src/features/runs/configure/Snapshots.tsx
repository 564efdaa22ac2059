import { TextInput } from "@mantine/core";
import { useState } from "react";
import classes from "./Loggers.module.css";

interface SnapshotsProps {
  /** Null where what is written is none. */
  epochs: readonly number[] | null;
  onChange: (epochs: number[] | null) => void;
}

/** The epochs whose weights are kept beside the best and the last. */
export function Snapshots({ epochs, onChange }: SnapshotsProps) {
  const [text, setText] = useState(() => epochs?.join(", ") ?? "");
  const [opened, setOpened] = useState(() => text !== "");
  return (
    <details
      className={classes.group}
      open={opened}
      onToggle={(event) => setOpened(event.currentTarget.open)}
    >
      <summary>
        Snapshots
        {epochs ? (
          <span className={classes.count}>
            {epochs.length > 0 ? `epochs ${epochs.join(", ")}` : "off"}
          </span>
        ) : (
          <span className={classes.wrong}>1 wrong</span>
        )}
      </summary>
      <TextInput
        label="Keep the weights of these epochs"
        description="As checkpoints of the run. Separated by commas, counted from 1."
        placeholder="10, 50"
        value={text}
        error={epochs === null && "Write whole numbers from 1, separated by commas."}
        onChange={(event) => {
          const now = event.currentTarget.value;
          setText(now);
          onChange(readEpochs(now));
        }}
      />
    </details>
  );
}

/** Epochs as written, in their order and once each; null where it is not numbers. */
export function readEpochs(text: string): number[] | null {
  const parts = text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(Number);
  if (parts.some((epoch) => !Number.isInteger(epoch) || epoch < 1)) return null;
  return [...new Set(parts)].sort((a, b) => a - b);
}
