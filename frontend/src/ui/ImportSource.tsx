import { Button, Group, Progress, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { DropZone } from "./DropZone";
import { ErrorState } from "./ErrorState";
import { formatBytes } from "./format";

export interface Sending {
  onProgress: (bytes: number, total: number) => void;
  signal: AbortSignal;
}

/** Where an import comes from: a file of the user's, sent with progress and a way to stop, or a path of the server's. */
export function ImportSource({
  drop,
  accept,
  hint,
  path: { label, placeholder, button },
  onImport,
}: {
  /** What the drop zone asks for. */
  drop: string;
  accept: string;
  hint: ReactNode;
  path: { label: string; placeholder: string; button: string };
  onImport: (from: File | string, sending: Sending) => Promise<void>;
}) {
  const [path, setPath] = useState("");
  const [sent, setSent] = useState<{ bytes: number; total: number; rate: number }>();
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []);

  const importing = useMutation({
    mutationFn: (from: File | string) => {
      setSent(undefined);
      stop.current = new AbortController();
      const began = performance.now();
      const onProgress = (bytes: number, total: number) =>
        setSent({
          bytes,
          total,
          rate: bytes / Math.max(0.001, (performance.now() - began) / 1000),
        });
      return onImport(from, { onProgress, signal: stop.current.signal });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (path.trim()) importing.mutate(path.trim());
  };
  const stopped = importing.error instanceof DOMException;

  return (
    <Stack gap="md">
      <DropZone
        label={drop}
        accept={accept}
        disabled={importing.isPending}
        onFiles={([file]) => file && importing.mutate(file)}
      >
        {hint}
      </DropZone>
      <form onSubmit={submit}>
        <Group align="end" gap="sm" wrap="nowrap">
          <TextInput
            flex={1}
            label={label}
            placeholder={placeholder}
            spellCheck={false}
            value={path}
            onChange={(event) => setPath(event.currentTarget.value)}
          />
          <Button
            type="submit"
            variant="default"
            disabled={!path.trim() || importing.isPending}
            loading={importing.isPending && !sent}
          >
            {button}
          </Button>
        </Group>
      </form>
      {importing.isPending && sent && (
        <Group gap="md" wrap="nowrap">
          <Progress
            flex={1}
            aria-label="Upload"
            value={(100 * sent.bytes) / sent.total}
            transitionDuration={0}
          />
          <span role="status">
            {sent.bytes < sent.total
              ? `${formatBytes(sent.bytes)} of ${formatBytes(sent.total)}, ${formatBytes(sent.rate)}/s`
              : "Looking into it"}
          </span>
          <Button variant="default" onClick={() => stop.current.abort()}>
            Stop
          </Button>
        </Group>
      )}
      {importing.error && !stopped && <ErrorState error={importing.error} />}
    </Stack>
  );
}
