import { Button, Group, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Dialog } from "../../ui/Dialog";
import { ErrorState } from "../../ui/ErrorState";
import { freeName, nameProblem } from "./names";
import { type Architecture, architecturesQuery } from "./queries";
import { useCreation } from "./useCreation";

interface CopyDialogProps {
  /** Of what is copied. */
  name: string;
  yaml: string;
  layout: Architecture["layout"];
  onClose: () => void;
}

/** Asks for a name, saves the text under it and goes there. */
export function CopyDialog({ name, yaml, layout, onClose }: CopyDialogProps) {
  const taken = useQuery(architecturesQuery).data?.map((one) => one.name) ?? [name];
  const [typed, setTyped] = useState<string>();
  const chosen = typed ?? freeName(`${name}-copy`, taken);
  const problem = nameProblem(chosen, taken);
  const creation = useCreation(onClose);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!problem) creation.mutate({ name: chosen, yaml, layout });
  };
  return (
    <Dialog onClose={onClose} title={`Copy ${name}`}>
      <form onSubmit={submit}>
        <TextInput
          label="Name of the copy"
          data-autofocus
          value={chosen}
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={problem}
          spellCheck={false}
        />
        {creation.error && <ErrorState error={creation.error} />}
        <Group justify="end" mt="lg">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={problem !== null} loading={creation.isPending}>
            Copy
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}
