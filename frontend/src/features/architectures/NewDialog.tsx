import { Button, Group, Select, Stack, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Dialog } from "../../ui/Dialog";
import { ErrorState } from "../../ui/ErrorState";
import { checkpointChoice } from "../checkpoints/checkpoint";
import { checkpointQuery, checkpointsQuery } from "../checkpoints/queries";
import { CheckpointStart } from "./CheckpointStart";
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
/** Before the id of a checkpoint. No architecture's name has a colon. */
const CHECKPOINT = "checkpoint:";

/** A new architecture from a preset, one of one's own, a checkpoint's, or the empty start. */
export function NewDialog({ architectures, from = EMPTY, onClose }: NewDialogProps) {
  const client = useQueryClient();
  const [start, setStart] = useState(from);
  const [typed, setTyped] = useState<string>();
  const taken = architectures.map((one) => one.name);
  const checkpoints = useQuery(checkpointsQuery).data ?? [];
  const chosen = checkpoints.find((one) => CHECKPOINT + one.id === start);
  const stem = chosen ? (chosen.architecture ?? chosen.name.replace(/\.pt$/, "")) : start;
  const name = typed ?? freeName(start === EMPTY ? "detector" : `my-${stem}`, taken);
  const problem = nameProblem(name, taken);
  const creation = useCreation(onClose);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (problem) return;
    const copied = async () => (await client.fetchQuery(architectureQuery(start))).yaml;
    const carried = async () => {
      const { yaml } = await client.fetchQuery(checkpointQuery(start.slice(CHECKPOINT.length)));
      if (yaml === null) throw new Error("This checkpoint does not say how its model is built.");
      return yaml;
    };
    creation.mutate({ name, yaml: start === EMPTY ? EMPTY_START : chosen ? carried : copied });
  };
  const names = (preset: boolean) =>
    architectures.filter((one) => one.preset === preset).map((one) => one.name);
  return (
    <Dialog onClose={onClose} title="New architecture">
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
              ...(checkpoints.length > 0
                ? [
                    {
                      group: "Checkpoints",
                      items: checkpoints.map((one) => ({
                        value: CHECKPOINT + one.id,
                        label: checkpointChoice(one),
                      })),
                    },
                  ]
                : []),
              { group: "Presets", items: names(true) },
            ]}
            value={start}
            onChange={(value) => setStart(value ?? EMPTY)}
          />
          {chosen && <CheckpointStart id={chosen.id} />}
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
    </Dialog>
  );
}
