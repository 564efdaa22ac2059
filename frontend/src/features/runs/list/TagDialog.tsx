import { Button, Group, Modal, Stack, TagsInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ErrorState } from "../../../ui/ErrorState";
import { annotateRun, type Run, takeRun } from "../queries";

interface TagDialogProps {
  runs: readonly Run[];
  tags: readonly string[];
  opened: boolean;
  onClose: () => void;
}

/** Tags for several runs at once; those that they have stay. */
export function TagDialog({ runs, tags, opened, onClose }: TagDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Tag ${runs.length} runs`}>
      <TagForm runs={runs} tags={tags} onClose={onClose} />
    </Modal>
  );
}

function TagForm({ runs, tags, onClose }: Omit<TagDialogProps, "opened">) {
  const client = useQueryClient();
  const [added, setAdded] = useState<string[]>([]);
  const saving = useMutation({
    mutationFn: async () => {
      for (const run of runs) {
        const all = [...new Set([...(run.tags ?? []), ...added])];
        takeRun(client, await annotateRun(run.id, { tags: all }));
      }
    },
    onSuccess: onClose,
  });
  return (
    <Stack gap="md">
      <TagsInput
        label="Tags to add"
        description="Enter ends a tag"
        data={[...tags]}
        value={added}
        onChange={setAdded}
        maxLength={40}
        acceptValueOnBlur
        data-autofocus
      />
      {saving.error && <ErrorState error={saving.error} />}
      <Group justify="end">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          loading={saving.isPending}
          disabled={added.length === 0}
          onClick={() => saving.mutate()}
        >
          Add to {runs.length} runs
        </Button>
      </Group>
    </Stack>
  );
}
