import { Button, Group, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Dialog } from "../../ui/Dialog";
import { ErrorState } from "../../ui/ErrorState";
import { nameProblem } from "./names";
import { type Architecture, architecturesQuery } from "./queries";
import { useRenaming } from "./useRenaming";

interface RenameDialogProps {
  architecture: Architecture;
  onClose: () => void;
}

/** Asks for another name, and goes on under it. */
export function RenameDialog({ architecture, onClose }: RenameDialogProps) {
  const { name } = architecture;
  const names = useQuery(architecturesQuery).data?.map((one) => one.name) ?? [];
  const [typed, setTyped] = useState(name);
  const problem = typed === name ? null : nameProblem(typed, names);
  const renaming = useRenaming(onClose);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed === name) onClose();
    else if (!problem) renaming.mutate({ architecture, next: typed });
  };
  return (
    <Dialog onClose={onClose} title={`Rename ${name}`}>
      <form onSubmit={submit}>
        <TextInput
          label="New name"
          description="Runs keep the name under which they were started."
          data-autofocus
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={problem}
          spellCheck={false}
        />
        {renaming.error && <ErrorState error={renaming.error} />}
        <Group justify="end" mt="lg">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={problem !== null} loading={renaming.isPending}>
            Rename
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}
