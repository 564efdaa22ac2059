import { Button } from "@mantine/core";
import { Play, Square } from "lucide-react";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { formatDuration } from "../../ui/format";
import { CheckSteps } from "./CheckSteps";
import classes from "./CheckTab.module.css";
import { firstFailure, summary } from "./checkView";
import { Shapes } from "./Shapes";
import type { CheckState } from "./useCheck";

interface CheckTabProps {
  check: CheckState;
  /** `again`: anew, though a result of this text is there. */
  onRun: (again: boolean) => void;
  onStop: () => void;
  onLine: (line: number) => void;
}

/** The steps of the check as they come, the first failure opened. */
export function CheckTab({ check, onRun, onStop, onLine }: CheckTabProps) {
  const { steps, result, running, outdated, problem } = check;
  if (!running && !problem && steps.length === 0) {
    return (
      <EmptyState
        icon={Play}
        title="Not checked yet"
        action={<Button onClick={() => onRun(false)}>Check</Button>}
      >
        The check builds the module in a process of its own, sends tensors through it and back, and
        puts it into a small model. Saving runs it too.
      </EmptyState>
    );
  }
  const known = result !== null && !outdated;
  return (
    <>
      <div className={classes.head}>
        <span role="status">{inWords(check)}</span>
        {running ? (
          <Button variant="default" leftSection={<Square size={14} />} onClick={onStop}>
            Stop
          </Button>
        ) : (
          <Button variant="default" leftSection={<Play size={14} />} onClick={() => onRun(known)}>
            {known ? "Check again" : "Check"}
          </Button>
        )}
      </div>
      {outdated && !running && (
        <p className={classes.note}>
          This is the check of an earlier text; yours has changed since.
        </p>
      )}
      {known && result.kept && (
        <p className={classes.note}>Kept from an earlier check of the same text.</p>
      )}
      {problem && <ErrorState error={problem} />}
      {(steps.length > 0 || running) && (
        <CheckSteps steps={steps} since={running?.since} onLine={onLine} />
      )}
      {result && <Shapes check={result} />}
    </>
  );
}

function inWords({ steps, result, running, problem }: CheckState): string {
  if (running) return running.saving ? "Saved, checking" : "Checking";
  if (problem) return "Not checked";
  const failure = firstFailure(steps);
  if (failure) return `Fails at: ${failure.name}`;
  const { passed, ms } = summary(steps);
  if (!result) return `Stopped after ${passed} ${passed === 1 ? "step" : "steps"}`;
  return `Passed ${passed} steps in ${formatDuration(ms / 1000)}`;
}
