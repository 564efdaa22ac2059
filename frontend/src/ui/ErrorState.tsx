import { Button, Group, Text } from "@mantine/core";
import { CircleAlert, RotateCw } from "lucide-react";
import { ProblemError } from "../api/problem";
import classes from "./states.module.css";

interface ErrorStateProps {
  /** Whatever was thrown. A `ProblemError` shows each place that is to blame. */
  error: unknown;
  /** Where given, a button tries again. */
  onRetry?: (() => void) | undefined;
  retryLabel?: string;
}

/** An error with its cause, the places to blame and a retry. */
export function ErrorState({ error, onRetry, retryLabel = "Try again" }: ErrorStateProps) {
  const problem = ProblemError.from(error);
  return (
    <div className={classes.error} role="alert">
      <div className={classes.errorTitle}>
        <CircleAlert size={16} aria-hidden />
        <Text fw={600}>{problem.title}</Text>
      </div>
      {problem.detail && (
        <Text mt="xs" className={classes.detail ?? ""}>
          {problem.detail}
        </Text>
      )}
      {problem.errors.length > 0 && (
        <ul className={classes.items}>
          {problem.errors.map((item) => (
            <li key={`${item.loc} ${item.message}`}>
              {item.loc && <span className={classes.loc}>{item.loc}</span>}
              <span className={classes.detail}>{item.message}</span>
              {item.expected !== undefined && (
                <Text c="dimmed" span>
                  expected <code>{item.expected}</code>
                  {item.actual !== undefined && (
                    <>
                      {" "}
                      but got <code>{item.actual}</code>
                    </>
                  )}
                </Text>
              )}
            </li>
          ))}
        </ul>
      )}
      {onRetry && (
        <Group mt="md">
          <Button variant="default" leftSection={<RotateCw size={14} />} onClick={onRetry}>
            {retryLabel}
          </Button>
        </Group>
      )}
    </div>
  );
}
