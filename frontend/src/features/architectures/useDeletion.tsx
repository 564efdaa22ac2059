import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { removeDraft } from "../../app/drafts";
import { notifyProblem } from "../../ui/notify";
import {
  type Architecture,
  architectureQuery,
  deleteArchitecture,
  saveArchitecture,
} from "./queries";

const UNDO_MS = 15_000;

/** Deletes an architecture, and offers for a while to put it back as it was saved. */
export function useDeletion() {
  const client = useQueryClient();
  const refreshList = () => client.invalidateQueries({ queryKey: ["architectures"], exact: true });

  const putBack = async ({ name, yaml, layout }: Architecture) => {
    try {
      const saved = await saveArchitecture(name, { yaml, layout });
      client.setQueryData(architectureQuery(name).queryKey, saved);
      await refreshList();
    } catch (error) {
      notifyProblem(error);
    }
  };

  return useMutation({
    mutationFn: ({ name }: Architecture) => deleteArchitecture(name),
    onSuccess: (_answer, architecture) => {
      const { name } = architecture;
      removeDraft(`architectures/${name}`);
      client.removeQueries({ queryKey: architectureQuery(name).queryKey });
      void refreshList();
      const id = notifications.show({
        autoClose: UNDO_MS,
        message: (
          <Group justify="space-between">
            <Text>Deleted {name}</Text>
            <Button
              variant="default"
              onClick={() => {
                notifications.hide(id);
                void putBack(architecture);
              }}
            >
              Undo
            </Button>
          </Group>
        ),
      });
    },
    onError: notifyProblem,
  });
}
