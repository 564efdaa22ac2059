import { useMutation, useQueryClient } from "@tanstack/react-query";
import { notifyProblem } from "../../ui/notify";
import { noticeWithUndo } from "../../ui/undoNotice";
import { forgetDocument } from "./documents";
import {
  type Architecture,
  architectureQuery,
  deleteArchitecture,
  saveArchitecture,
} from "./queries";

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
      forgetDocument(name);
      client.removeQueries({ queryKey: architectureQuery(name).queryKey });
      void refreshList();
      noticeWithUndo(`Deleted ${name}`, () => void putBack(architecture));
    },
    onError: notifyProblem,
  });
}
