import { Button, Group, Modal, Select, Stack, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ErrorState } from "../../ui/ErrorState";
import { EMPTY_START } from "./emptyStart";
import { freeName, nameProblem } from "./names";
import { type ArchitectureSummary, architectureQuery } from "./queries";
import { useCreation } from "./useCreation";

interface NewDialogProps {
  architectures: readonly ArchitectureSummary[];
  /** Name of the architecture to begin with; the empty start where none is given. */
  from?: string | undefined;
  onClose: () => void;
}

const EMPTY = "";

/** A new architecture from a preset, one of one's own, or the empty start. */
export function NewDialog({ architectures, from = EMPTY, onClose }: NewDialogProps) {
  const client = useQueryClient();
  const [start, setStart] = useState(from);
  const [typed, setTyped] = useState<string>();
  const taken = architectures.map((one) => one.name);
  const name = typed ?? freeName(start === EMPTY ? "detector" : `my-${start}`, taken);
  const problem = nameProblem(name, taken);
  const creation = useCreation(onClose);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (problem) return;
    const preset = async () => (await client.fetchQuery(architectureQuery(start))).yaml;
    creation.mutate({ name, yaml: start === EMPTY ? EMPTY_START : preset });
  };
  const names = (preset: boolean) =>
    architectures.filter((one) => one.preset === preset).map((one) => one.name);
  return (
    <Modal opened onClose={onClose} title="New architecture">
      <form onSubmit={submit}>
        <Stack gap="md">
          <Select
            label="Begin with"
            searchable
            allowDeselect={false}
            nothingFoundMessage="Nothing matches"
            maxDropdownHeight={320}
            data={[
              { value: EMPTY, label: "The empty start: four convolutions and a Detect" },
              ...(names(false).length > 0 ? [{ group: "Yours", items: names(false) }] : []),
              { group: "Presets", items: names(true) },
            ]}
            value={start}
            onChange={(value) => setStart(value ?? EMPTY)}
          />
          <TextInput
            label="Name"
            data-autofocus
            value={name}
            onChange={(event) => setTyped(event.currentTarget.value)}
            error={problem}
            spellCheck={false}
          />
          {creation.error && <ErrorState error={creation.error} />}
          <Group justify="end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={problem !== null} loading={creation.isPending}>
              Create
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
