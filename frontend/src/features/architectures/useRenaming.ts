import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { useStillHere } from "../../app/useStillHere";
import { notifyProblem } from "../../ui/notify";
import { noticeWithUndo } from "../../ui/undoNotice";
import { renameDocument } from "./documents";
import {
  type Architecture,
  architectureQuery,
  deleteArchitecture,
  saveArchitecture,
} from "./queries";

interface Renaming {
  architecture: Architecture;
  next: string;
}

/** Gives an architecture another name; unsaved work and history go with it, and who looks at it goes along. */
export function useRenaming(onDone: () => void) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const stillHere = useStillHere();

  const rename = async ({ architecture, next }: Renaming) => {
    const { name, yaml, layout } = architecture;
    const saved = await saveArchitecture(next, { yaml, layout });
    await deleteArchitecture(name);
    renameDocument(name, next);
    client.setQueryData(architectureQuery(next).queryKey, saved);
    client.removeQueries({ queryKey: architectureQuery(name).queryKey });
    await client.invalidateQueries({ queryKey: ["architectures"], exact: true });
    if (stillHere(`/architectures/${name}`)) {
      await navigate(`/architectures/${next}`, { replace: true });
    }
    return saved;
  };

  return useMutation({
    mutationFn: rename,
    onSuccess: (saved, { architecture }) => {
      onDone();
      const { name } = architecture;
      noticeWithUndo(`Renamed ${name} to ${saved.name}`, () => {
        const current = client.getQueryData(architectureQuery(saved.name).queryKey) ?? saved;
        rename({ architecture: current, next: name }).catch(notifyProblem);
      });
    },
  });
}
