import { useMemo } from "react";
import { Outlet, useParams, useSearchParams } from "react-router";
import { type Action, useActions } from "../../app/actions";
import { ModuleList } from "./ModuleList";
import classes from "./ModulesPage.module.css";
import { NewModuleDialog } from "./NewModuleDialog";

/** The list of modules, and beside it the chosen one. */
export function ModulesPage() {
  const { name } = useParams();
  const [params, setParams] = useSearchParams();
  const actions = useMemo<Action[]>(
    () => [{ label: "New module", keys: "N", run: () => setParams({ new: "" }) }],
    [setParams],
  );
  useActions("Modules", actions);
  return (
    <div className={classes.designer} data-chosen={name || undefined}>
      <aside className={classes.list} aria-label="Modules">
        <ModuleList chosen={name} onNew={() => setParams({ new: "" })} />
      </aside>
      <div className={classes.page}>
        <Outlet />
      </div>
      {params.has("new") && <NewModuleDialog onClose={() => setParams({}, { replace: true })} />}
    </div>
  );
}
