import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { removeDraft, writeDraft } from "../../app/drafts";
import { useStillHere } from "../../app/useStillHere";
import { notifyDone } from "../../ui/notify";
import {
  duplicateModule,
  type Module,
  type ModuleText,
  moduleQuery,
  modulesQuery,
  renameModule,
} from "./queries";
import { renamed } from "./words";

interface Options {
  name: string;
  /** Null for one that never was saved: it lives in this browser alone. */
  saved: Module | null;
  text: ModuleText;
  /** The text differs from what is saved. */
  unsaved: boolean;
}

/** Renames and duplicates a module, its unsaved changes included, and goes to what comes out. */
export function useNaming({ name, saved, text, unsaved }: Options) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const stillHere = useStillHere();

  const takeOver = async (module: Module) => {
    client.setQueryData(moduleQuery(module.name).queryKey, module);
    await client.invalidateQueries({ queryKey: modulesQuery.queryKey, exact: true });
  };
  const carryDraft = (to: string) => {
    if (unsaved) writeDraft(`modules/${to}`, { ...text, source: renamed(text.source, name, to) });
  };

  const rename = async (to: string) => {
    if (saved) await takeOver(await renameModule(name, to));
    carryDraft(to);
    removeDraft(`modules/${name}`);
    if (stillHere(`/modules/${name}`)) await navigate(`/modules/${to}`, { replace: true });
    client.removeQueries({ queryKey: moduleQuery(name).queryKey });
    if (saved) await client.invalidateQueries({ queryKey: ["architectures"] });
  };

  const duplicate = async (to: string) => {
    if (saved) await takeOver(await duplicateModule(name, to));
    carryDraft(to);
    if (stillHere()) await navigate(`/modules/${to}`);
    else notifyDone(`${to} is in the list of modules`);
  };

  return { rename, duplicate };
}
