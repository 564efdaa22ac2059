import { Tooltip } from "@mantine/core";
import type { StreamState } from "../../api/events";
import classes from "./StreamNote.module.css";

const NOTES: Record<StreamState, { word: string; help: string }> = {
  connecting: { word: "Connecting", help: "The run's events are being asked for" },
  open: { word: "Live", help: "The run's events arrive as they happen" },
  lost: { word: "Reconnecting", help: "The connection was lost; nothing will be missing" },
  ended: { word: "", help: "" },
};

/** Whether the page follows the run: nothing to say once the run has ended. */
export function StreamNote({ stream }: { stream: StreamState }) {
  const { word, help } = NOTES[stream];
  if (!word) return null;
  return (
    <Tooltip label={help}>
      <span className={classes.note} data-stream={stream}>
        {word}
      </span>
    </Tooltip>
  );
}
