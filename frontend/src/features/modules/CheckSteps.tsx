import { Anchor, Loader } from "@mantine/core";
import { CircleCheck, CircleX, TriangleAlert } from "lucide-react";
import { useEffect, useState } from "react";
import { formatDuration } from "../../ui/format";
import classes from "./CheckSteps.module.css";
import { firstFailure } from "./checkView";
import type { CheckStep } from "./queries";

interface CheckStepsProps {
  steps: readonly CheckStep[];
  /** While the check goes on: since when, in milliseconds. */
  since: number | undefined;
  onLine: (line: number) => void;
}

/** Steps with their time; those that have something to say open, the first failure by itself. */
export function CheckSteps({ steps, since, onLine }: CheckStepsProps) {
  const failure = firstFailure(steps);
  return (
    <ol className={classes.steps}>
      {steps.map((step) => (
        <li key={step.name}>
          <Step step={step} open={step === failure} onLine={onLine} />
        </li>
      ))}
      {since !== undefined && (
        <li className={classes.running}>
          <Loader size={14} /> Next step
          <Elapsed since={since} />
        </li>
      )}
    </ol>
  );
}

const MARKS = {
  passed: { icon: CircleCheck, label: "Passed" },
  warning: { icon: TriangleAlert, label: "Passed, with something to know" },
  failed: { icon: CircleX, label: "Failed" },
} as const;

interface StepProps {
  step: CheckStep;
  open: boolean;
  onLine: (line: number) => void;
}

function Step({ step, open, onLine }: StepProps) {
  const { name, ok, warning, message, line, hint, ms } = step;
  const mark = ok ? (warning ? "warning" : "passed") : "failed";
  const { icon: Icon, label } = MARKS[mark];
  const head = (
    <>
      <Icon size={16} data-mark={mark} aria-label={label} />
      <span className={classes.name}>{name}</span>
      <span className={classes.time}>{formatDuration(ms / 1000)}</span>
    </>
  );
  if (!message) return <div className={classes.line}>{head}</div>;
  return (
    <details open={open}>
      <summary className={classes.line}>{head}</summary>
      <div className={classes.said} data-mark={mark}>
        <p className={classes.message}>{message}</p>
        {line != null && mark !== "passed" && (
          <Anchor component="button" type="button" onClick={() => onLine(line)}>
            Line {line}
          </Anchor>
        )}
        {hint && (
          <section className={classes.hint} aria-label="How others solved it">
            <h2>How others solved it</h2>
            <p>{hint}</p>
          </section>
        )}
      </div>
    </details>
  );
}

function Elapsed({ since }: { since: number }) {
  const [now, setNow] = useState(since);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.floor(Math.max(0, now - since) / 1000);
  return <span className={classes.time}>{seconds > 0 && formatDuration(seconds)}</span>;
}
