import { Anchor, Button, Loader } from "@mantine/core";
import { CircleCheck, CircleX, Play, Square } from "lucide-react";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { formatDuration } from "../../ui/format";
import classes from "./CheckTab.module.css";
import { firstFailure, summary } from "./checkView";
import type { CheckStep } from "./queries";
import { Shapes } from "./Shapes";
import type { CheckState } from "./useCheck";

interface CheckTabProps {
  check: CheckState;
  /** The text was changed since it was checked. */
  outdated: boolean;
  onRun: () => void;
  /** Where it can be stopped. */
  onStop?: (() => void) | undefined;
  onLine: (line: number) => void;
}

/** The steps of the check as they come, the first failure opened. */
export function CheckTab({ check, outdated, onRun, onStop, onLine }: CheckTabProps) {
  const { steps, result, running, problem, of } = check;
  if (!of && !problem && !running) {
    return (
      <EmptyState
        icon={Play}
        title="Not checked yet"
        action={<Button onClick={onRun}>Check</Button>}
      >
        The check builds the module in a process of its own, sends tensors through it and back, and
        puts it into a small model. Saving runs it too.
      </EmptyState>
    );
  }
  const failure = firstFailure(steps);
  const { passed, ms } = summary(steps);
  return (
    <>
      <div className={classes.head}>
        <span role="status">
          {running
            ? "Checking"
            : problem
              ? "Not checked"
              : failure
                ? `Fails at: ${failure.name}`
                : `Passed ${passed} steps in ${formatDuration(ms / 1000)}`}
        </span>
        {running ? (
          onStop && (
            <Button variant="default" leftSection={<Square size={14} />} onClick={onStop}>
              Stop
            </Button>
          )
        ) : (
          <Button variant="default" leftSection={<Play size={14} />} onClick={onRun}>
            Check
          </Button>
        )}
      </div>
      {outdated && !running && (
        <p className={classes.note}>
          This is the check of an earlier text; yours has changed since.
        </p>
      )}
      {problem && <ErrorState error={problem} />}
      {(steps.length > 0 || running) && (
        <ol className={classes.steps}>
          {steps.map((step) => (
            <li key={step.name}>
              <Step step={step} open={step === failure} onLine={onLine} />
            </li>
          ))}
          {running && (
            <li className={classes.running}>
              <Loader size={14} /> Next step
            </li>
          )}
        </ol>
      )}
      {result && <Shapes check={result} />}
    </>
  );
}

interface StepProps {
  step: CheckStep;
  open: boolean;
  onLine: (line: number) => void;
}

function Step({ step, open, onLine }: StepProps) {
  const { name, ok, message, line, ms } = step;
  const Icon = ok ? CircleCheck : CircleX;
  const head = (
    <>
      <Icon
        size={16}
        className={ok ? classes.ok : classes.bad}
        aria-label={ok ? "Passed" : "Failed"}
      />
      <span>{name}</span>
      <span className={classes.time}>{formatDuration(ms / 1000)}</span>
    </>
  );
  if (!message) return <div className={classes.line}>{head}</div>;
  return (
    <details open={open}>
      <summary className={classes.line}>{head}</summary>
      <p className={classes.message} data-ok={ok || undefined}>
        {message}
      </p>
      {line && !ok && (
        <div className={classes.place}>
          <Anchor component="button" type="button" onClick={() => onLine(line)}>
            Line {line}
          </Anchor>
        </div>
      )}
    </details>
  );
}
