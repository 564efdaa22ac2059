import { Button, Group, Loader, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "react-router";
import { ProblemError } from "../../api/problem";
import { removeDraft } from "../../app/drafts";
import { useStillHere } from "../../app/useStillHere";
import { Dialog } from "../../ui/Dialog";
import { DropZone } from "../../ui/DropZone";
import { ErrorState } from "../../ui/ErrorState";
import { notifyDone } from "../../ui/notify";
import { importModule, moduleQuery, modulesQuery } from "./queries";

interface Import {
  file: File;
  replace: boolean;
}

/** Takes a module from a file: Python, or what an export gave. It is saved and checked. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const stillHere = useStillHere();
  const [name, setName] = useState("");
  const importing = useMutation({
    mutationFn: ({ file, replace }: Import) => importModule(file, { name: name.trim(), replace }),
    onSuccess: async (module) => {
      removeDraft(`modules/${module.name}`);
      client.setQueryData(moduleQuery(module.name).queryKey, module);
      await client.invalidateQueries({ queryKey: modulesQuery.queryKey, exact: true });
      if (stillHere()) await navigate(`/modules/${module.name}?tab=check`);
      else notifyDone(`${module.name} is in the list of modules`);
    },
  });
  const { error, isPending, variables } = importing;
  const taken = error instanceof ProblemError && error.status === 409;
  return (
    <Dialog onClose={onClose} title="Import a module" size="lg">
      <Stack gap="md">
        <TextInput
          label="Name of the class"
          placeholder="As in the file"
          spellCheck={false}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <DropZone
          label="Drop a .py or .zip here, or choose one"
          accept=".py,.zip"
          disabled={isPending}
          onFiles={([file]) => file && importing.mutate({ file, replace: false })}
        >
          Python with one class, or the zip of an export. A module is code that runs on this machine
          as you: import what you trust.
        </DropZone>
        {isPending && (
          <Group gap="sm" role="status">
            <Loader size={14} /> Saving and checking {variables.file.name}
          </Group>
        )}
        {error && <ErrorState error={error} />}
        {taken && variables && (
          <Group justify="end">
            <Button color="red" onClick={() => importing.mutate({ ...variables, replace: true })}>
              Replace the one that is there
            </Button>
          </Group>
        )}
      </Stack>
    </Dialog>
  );
}
