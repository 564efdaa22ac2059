import { Button, Group, Stack, Text } from "@mantine/core";
import { Dialog } from "../../../ui/Dialog";
import { ErrorState } from "../../../ui/ErrorState";
import type { ReadAnswer } from "./api";

interface FileReportProps {
  answer: ReadAnswer | undefined;
  error: unknown;
  onClose: () => void;
}

/** What was taken out of an args.yaml, and what was left out and why. */
export function FileReport({ answer, error, onClose }: FileReportProps) {
  const taken = Object.keys(answer?.args ?? {});
  return (
    <Dialog onClose={onClose} title="Import of an args.yaml" size="lg">
      <Stack gap="md">
        {error ? <ErrorState error={error} /> : null}
        {answer && (
          <Text>
            {taken.length > 0
              ? `${count(taken.length)} differ from the defaults and stand in the form now: `
              : "All arguments in it have their defaults; the form has them too now."}
            <code>{taken.join(", ")}</code>
          </Text>
        )}
        {answer && answer.errors.length > 0 && (
          <Entries
            title="These cannot be used as they are:"
            entries={answer.errors.map(({ loc, message }) => [String(loc.at(-1)), message])}
          />
        )}
        {answer && answer.ignored.length > 0 && (
          <Entries
            title="These are the run's own and were left out:"
            entries={answer.ignored.map(({ name, reason }) => [name, reason])}
          />
        )}
        <Group justify="end">
          <Button data-autofocus onClick={onClose}>
            Close
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

function Entries({ title, entries }: { title: string; entries: [string, string][] }) {
  return (
    <div>
      <Text mb={4}>{title}</Text>
      <ul style={{ margin: 0, paddingLeft: 20 }}>
        {entries.map(([name, text]) => (
          <li key={name}>
            <code>{name}</code>: {text}
          </li>
        ))}
      </ul>
    </div>
  );
}

function count(arguments_: number): string {
  return arguments_ === 1 ? "1 argument" : `${arguments_} arguments`;
}
