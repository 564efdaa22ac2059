import { Button, Group, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Dialog } from "../../../ui/Dialog";
import { ErrorState } from "../../../ui/ErrorState";
import { type Args, type Preset, savePreset } from "./api";

interface SavePresetDialogProps {
  args: Args;
  presets: readonly Preset[];
  onSaved: () => void;
  onClose: () => void;
}

/** Asks for a name; one that there is already is replaced, and says so before. */
export function SavePresetDialog({ args, presets, onSaved, onClose }: SavePresetDialogProps) {
  const [name, setName] = useState("");
  const saving = useMutation({
    mutationFn: () => savePreset(name.trim(), args),
    onSuccess: () => {
      onSaved();
      onClose();
    },
  });
  const replaces = presets.some((preset) => preset.name === name.trim());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim()) saving.mutate();
  };
  return (
    <Dialog onClose={onClose} title="Save as a preset">
      <form onSubmit={submit}>
        <TextInput
          label="Name"
          description={
            replaces
              ? "There is one of this name; it will be replaced."
              : "Letters, digits, _ and -."
          }
          data-autofocus
          spellCheck={false}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {saving.error && <ErrorState error={saving.error} />}
        <Group justify="end" mt="lg">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={!name.trim()} loading={saving.isPending}>
            {replaces ? "Replace" : "Save"}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}
