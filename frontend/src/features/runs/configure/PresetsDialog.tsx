import { ActionIcon, Button, Group, Table, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { Dialog } from "../../../ui/Dialog";
import { ErrorState } from "../../../ui/ErrorState";
import { deletePreset, type Preset, presetsQuery, renamePreset, savePreset } from "./api";
import { contentText } from "./PresetMenu";

interface PresetsDialogProps {
  presets: readonly Preset[];
  onClose: () => void;
}

/** All presets, to rename and to delete; a deleted one can be put back while the dialog is open. */
export function PresetsDialog({ presets, onClose }: PresetsDialogProps) {
  const client = useQueryClient();
  const [deleted, setDeleted] = useState<Preset | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: presetsQuery.queryKey });
  const renaming = useMutation({
    mutationFn: ({ name, to }: { name: string; to: string }) => renamePreset(name, to),
    onSettled: refresh,
  });
  const deleting = useMutation({
    mutationFn: (preset: Preset) => deletePreset(preset.name),
    onSuccess: (_, preset) => setDeleted(preset),
    onSettled: refresh,
  });
  const restoring = useMutation({
    mutationFn: (preset: Preset) => savePreset(preset.name, preset.args),
    onSuccess: () => setDeleted(null),
    onSettled: refresh,
  });
  const error = renaming.error ?? deleting.error ?? restoring.error;
  return (
    <Dialog onClose={onClose} title="Presets">
      <Table aria-label="Presets">
        <Table.Tbody>
          {presets.map((preset) => (
            <Table.Tr key={preset.name}>
              <Table.Td>
                <NameField
                  name={preset.name}
                  onRename={(to) => renaming.mutate({ name: preset.name, to })}
                />
              </Table.Td>
              <Table.Td>
                <Text c="dimmed" title={Object.keys(preset.args).join(", ")}>
                  {contentText(preset)}
                </Text>
              </Table.Td>
              <Table.Td w={40}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={`Delete ${preset.name}`}
                  onClick={() => deleting.mutate(preset)}
                >
                  <Trash2 size={14} aria-hidden />
                </ActionIcon>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {presets.length === 0 && <Text c="dimmed">There are no presets.</Text>}
      {error && <ErrorState error={error} />}
      {deleted && (
        <Group mt="md" role="status">
          <Text>{deleted.name} is deleted.</Text>
          <Button variant="default" onClick={() => restoring.mutate(deleted)}>
            Undo
          </Button>
        </Group>
      )}
      <Group justify="end" mt="lg">
        <Button onClick={onClose}>Close</Button>
      </Group>
    </Dialog>
  );
}

/** A name that is changed where it stands: Enter or leaving it renames, Escape leaves it. */
function NameField({ name, onRename }: { name: string; onRename: (to: string) => void }) {
  const [typed, setTyped] = useState(name);
  const commit = () => {
    const to = typed.trim();
    if (to && to !== name) onRename(to);
    else setTyped(name);
  };
  return (
    <TextInput
      size="xs"
      aria-label={`Name of ${name}`}
      spellCheck={false}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key !== "Escape") return;
        event.stopPropagation(); // the dialog stays
        setTyped(name);
      }}
    />
  );
}
