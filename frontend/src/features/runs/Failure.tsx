import { Text } from "@mantine/core";
import { CircleX } from "lucide-react";
import classes from "./Failure.module.css";
import type { Run } from "./queries";

/** Why the run failed, with the last lines of its log. */
export function Failure({ error }: { error: NonNullable<Run["error"]> }) {
  const trace = error.trace ?? [];
  return (
    <div className={classes.failure} role="alert">
      <div className={classes.title}>
        <CircleX size={16} aria-hidden />
        <Text fw={600}>The run failed</Text>
      </div>
      <p className={classes.message}>{error.message}</p>
      {trace.length > 0 && (
        <details open>
          <summary>The last lines of its log</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area needs the keyboard */}
          <pre tabIndex={0}>{trace.join("\n")}</pre>
        </details>
      )}
    </div>
  );
}
