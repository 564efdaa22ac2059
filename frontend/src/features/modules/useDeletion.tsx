import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { readDraft, removeDraft, writeDraft } from "../../app/drafts";
import { useStillHere } from "../../app/useStillHere";
import { notifyProblem } from "../../ui/notify";
import { noticeWithUndo } from "../../ui/undoNotice";
import { textOf } from "./moduleText";
import {
  deleteModule,
  type Module,
  type ModuleText,
  moduleQuery,
  modulesQuery,
  saveModule,
} from "./queries";

/** Deletes a module, and offers for a while to put it back as it was, unsaved changes included. */
export function useDeletion() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const stillHere = useStillHere();
  const refreshList = () =>
    client.invalidateQueries({ queryKey: modulesQuery.queryKey, exact: true });

  const putBack = async (module: Module, draft: ModuleText | undefined) => {
    const { name } = module;
    try {
      const back = await saveModule(name, textOf(module), () => {}, new AbortController().signal);
      client.setQueryData(moduleQuery(name).queryKey, back);
      if (draft) writeDraft(keyOf(name), draft);
      await refreshList();
      if (stillHere("/modules")) await navigate(`/modules/${name}`);
    } catch (error) {
      notifyProblem(error);
    }
  };

  return useMutation({
    mutationFn: ({ module, force }: { module: Module; force: boolean }) =>
      deleteModule(module.name, force),
    onSuccess: async (_answer, { module }) => {
      const { name } = module;
      const draft = readDraft<ModuleText>(keyOf(name));
      removeDraft(keyOf(name));
      if (stillHere(`/modules/${name}`)) await navigate("/modules");
      client.removeQueries({ queryKey: moduleQuery(name).queryKey });
      void refreshList();
      void client.invalidateQueries({ queryKey: ["architectures"] });
      noticeWithUndo(`Deleted ${name}`, () => void putBack(module, draft));
    },
  });
}

const keyOf = (name: string) => `modules/${name}`;
