import { Button, Group, Modal, Stack, TagsInput, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ErrorState } from "../../../ui/ErrorState";
import { annotateRun, type Run, takeRun } from "../queries";
import { runTitle } from "../run";

interface NotesDialogProps {
  run: Run;
  /** Tags that are in use, to choose from. */
  tags: readonly string[];
  opened: boolean;
  onClose: () => void;
}

/** What people say of a run: tags to find it by, and a note. */
export function NotesDialog({ run, tags, opened, onClose }: NotesDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Tags and note of ${runTitle(run)}`}>
      <NotesForm run={run} tags={tags} onClose={onClose} />
    </Modal>
  );
}

function NotesForm({ run, tags, onClose }: Omit<NotesDialogProps, "opened">) {
  const client = useQueryClient();
  const [chosen, setChosen] = useState<string[]>(run.tags ?? []);
  const [note, setNote] = useState(run.note ?? "");
  const saving = useMutation({
    mutationFn: () => annotateRun(run.id, { tags: chosen, note }),
    onSuccess: (saved) => {
      takeRun(client, saved);
      onClose();
    },
  });
  return (
    <Stack gap="md">
      <TagsInput
        label="Tags"
        description="Enter ends a tag"
        data={[...tags]}
        value={chosen}
        onChange={setChosen}
        maxLength={40}
        maxTags={20}
        acceptValueOnBlur
        data-autofocus
      />
      <Textarea
        label="Note"
        autosize
        minRows={4}
        maxRows={14}
        maxLength={10_000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {saving.error && <ErrorState error={saving.error} />}
      <Group justify="end">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button loading={saving.isPending} onClick={() => saving.mutate()}>
          Save
        </Button>
      </Group>
    </Stack>
  );
}
