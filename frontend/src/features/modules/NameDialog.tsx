import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useDraftNames } from "../../app/drafts";
import { Dialog } from "../../ui/Dialog";
import { ErrorState } from "../../ui/ErrorState";
import { nameProblem } from "./names";
import { modulesQuery } from "./queries";

interface NameDialogProps {
  title: string;
  /** What will happen, in a sentence. */
  what: string;
  button: string;
  /** To begin with. */
  name: string;
  /** Not counted as taken: a thing may be called what it is called. */
  own?: string;
  onName: (name: string) => Promise<void>;
  onClose: () => void;
}

/** Asks for the name that a module is to have. */
export function NameDialog(props: NameDialogProps) {
  const { title, what, button, own, onName, onClose } = props;
  const saved = useQuery(modulesQuery).data ?? [];
  const drafts = useDraftNames("modules");
  const taken = [...saved.map((one) => one.name), ...drafts].filter((one) => one !== own);
  const [name, setName] = useState(props.name);
  const naming = useMutation({ mutationFn: onName, onSuccess: onClose });
  const problem = nameProblem(name, taken);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!problem && name !== own) naming.mutate(name);
  };
  return (
    <Dialog onClose={onClose} title={title}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <TextInput
            label="Name of the class"
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            onFocus={(event) => event.currentTarget.select()}
            error={problem}
            spellCheck={false}
          />
          <Text c="dimmed">{what}</Text>
          {naming.error && <ErrorState error={naming.error} />}
          <Group justify="end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button
              type="submit"
              disabled={problem !== null || name === own}
              loading={naming.isPending}
            >
              {button}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
