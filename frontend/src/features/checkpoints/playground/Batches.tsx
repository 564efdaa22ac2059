import { ActionIcon, Button, FileButton, Group, Progress, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Film, FolderOpen, Square, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useStillHere } from "../../../app/useStillHere";
import { ErrorState } from "../../../ui/ErrorState";
import { notifyProblem } from "../../../ui/notify";
import {
  type Batch,
  batchesQuery,
  deleteBatch,
  startBatch,
  stopBatch,
  uploadVideo,
} from "../queries";
import classes from "./Batches.module.css";
import { progressText } from "./batch";
import type { LiveThresholds } from "./useThresholds";

interface BatchesProps {
  checkpoint: string;
  thresholds: LiveThresholds;
  chosen: string | null;
  onChoose: (batch: string | null) => void;
}

/** Folders on the server and videos: begun here, watched, stopped, opened. */
export function Batches({ checkpoint, thresholds, chosen, onChoose }: BatchesProps) {
  const client = useQueryClient();
  const stillHere = useStillHere();
  const [path, setPath] = useState("");
  const [sent, setSent] = useState<number>();
  const batches = useQuery(batchesQuery(checkpoint)).data ?? [];
  const { confidence: conf, iou } = thresholds;
  const begin = useMutation({
    mutationFn: (from: File | string) =>
      typeof from === "string"
        ? startBatch(checkpoint, { path: from, conf, iou, imgsz: null })
        : uploadVideo(checkpoint, from, { conf, iou }, (bytes, total) => setSent(bytes / total)),
    onSuccess: async ({ id }) => {
      setPath("");
      await client.invalidateQueries({ queryKey: batchesQuery(checkpoint).queryKey });
      if (stillHere()) onChoose(id);
    },
    onSettled: () => setSent(undefined),
  });
  const onDeleted = () => {
    if (stillHere()) onChoose(null);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (path.trim()) begin.mutate(path.trim());
  };
  return (
    <section className={classes.batches} aria-label="Folders and videos">
      <form onSubmit={submit}>
        <Group gap="xs" align="end" wrap="nowrap">
          <TextInput
            flex={1}
            label="A folder or a video on the server"
            placeholder="/path/to/pictures"
            spellCheck={false}
            value={path}
            onChange={(event) => setPath(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" disabled={!path.trim() || begin.isPending}>
            Look
          </Button>
        </Group>
      </form>
      <FileButton accept="video/*" onChange={(file) => file && begin.mutate(file)}>
        {(props) => (
          <Button
            {...props}
            variant="default"
            leftSection={<Film size={14} aria-hidden />}
            loading={begin.isPending}
          >
            Upload a video
          </Button>
        )}
      </FileButton>
      {sent !== undefined && <Progress aria-label="Upload" value={100 * sent} />}
      {begin.error && <ErrorState error={begin.error} />}
      <ul className={classes.list}>
        {batches.map((batch) => (
          <BatchRow
            key={batch.id}
            batch={batch}
            chosen={batch.id === chosen}
            onChoose={onChoose}
            onDeleted={onDeleted}
          />
        ))}
      </ul>
    </section>
  );
}

interface BatchRowProps {
  batch: Batch;
  chosen: boolean;
  onChoose: (batch: string) => void;
  /** The chosen one is gone; the list may have known it before the answer. */
  onDeleted: () => void;
}

function BatchRow({ batch, chosen, onChoose, onDeleted }: BatchRowProps) {
  const client = useQueryClient();
  const running = batch.status === "running";
  const act = useMutation({
    mutationFn: async () => {
      if (running) await stopBatch(batch);
      else await deleteBatch(batch);
    },
    onSuccess: async () => {
      if (!running && chosen) onDeleted();
      await client.invalidateQueries({ queryKey: batchesQuery(batch.checkpoint).queryKey });
    },
    onError: notifyProblem,
  });
  const Icon = batch.kind === "video" ? Film : FolderOpen;
  return (
    <li className={classes.row} data-chosen={chosen || undefined}>
      <button type="button" className={classes.open} onClick={() => onChoose(batch.id)}>
        <Icon size={14} aria-hidden />
        <span className={classes.source} title={batch.source}>
          {batch.source}
        </span>
        <span className={classes.progress} role="status">
          {progressText(batch)}
        </span>
      </button>
      <ActionIcon
        variant="default"
        aria-label={`${running ? "Stop" : "Delete"} ${batch.source}`}
        loading={act.isPending}
        onClick={() => act.mutate()}
      >
        {running ? <Square size={14} aria-hidden /> : <Trash2 size={14} aria-hidden />}
      </ActionIcon>
      {running && (
        <Progress
          className={classes.bar ?? ""}
          aria-label={`Progress of ${batch.source}`}
          size="xs"
          value={batch.total ? (100 * batch.done) / batch.total : 0}
          transitionDuration={0}
        />
      )}
    </li>
  );
}
