import { useMemo } from "react";
import { Outlet, useParams, useSearchParams } from "react-router";
import { type Action, useActions } from "../../app/actions";
import { ImportDialog } from "./ImportDialog";
import { ModuleList } from "./ModuleList";
import classes from "./ModulesPage.module.css";
import { NewModuleDialog } from "./NewModuleDialog";

/** The list of modules, and beside it the chosen one. */
export function ModulesPage() {
  const { name } = useParams();
  const [params, setParams] = useSearchParams();
  const actions = useMemo<Action[]>(
    () => [
      { label: "New module", keys: "N", run: () => setParams({ new: "" }) },
      { label: "Import a module", keys: "I", run: () => setParams({ import: "" }) },
      { label: "Search modules", keys: "/", run: () => document.getElementById(SEARCH)?.focus() },
    ],
    [setParams],
  );
  useActions("Modules", actions);
  const close = () => setParams({}, { replace: true });
  return (
    <div className={classes.designer} data-chosen={name || undefined}>
      <aside className={classes.list} aria-label="Modules">
        <ModuleList
          chosen={name}
          searchId={SEARCH}
          onNew={() => setParams({ new: "" })}
          onImport={() => setParams({ import: "" })}
        />
      </aside>
      <div className={classes.page}>
        <Outlet />
      </div>
      {params.has("new") && <NewModuleDialog onClose={close} />}
      {params.has("import") && <ImportDialog onClose={close} />}
    </div>
  );
}

const SEARCH = "modules-search";
