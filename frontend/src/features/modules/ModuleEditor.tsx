import { ActionIcon, Anchor, Button, Menu, Tabs } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Ellipsis, Save, Trash2, Undo2 } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import type { Action } from "../../app/actions";
import { useDraft } from "../../app/drafts";
import { Page } from "../../app/Page";
import { CodeEditor } from "../../ui/CodeEditor";
import { notifyDone, notifyProblem } from "../../ui/notify";
import { problemMarkers } from "../../ui/problemMarkers";
import { CheckTab } from "./CheckTab";
import { ContractTab } from "./ContractTab";
import { stepMarkers } from "./checkView";
import { withoutNulls } from "./contracts";
import classes from "./ModuleEditor.module.css";
import {
  deleteModule,
  type Module,
  type ModuleText,
  moduleQuery,
  modulesQuery,
  saveModule,
} from "./queries";
import { StateBadge } from "./StateBadge";
import { useCheck } from "./useCheck";

interface ModuleEditorProps {
  name: string;
  /** As it was saved; null for one that never was. */
  saved: Module | null;
}

/** While the server saves, it checks too, and answers with both. */
const CHECKING = { steps: [], result: null, running: true, problem: null };
const EMPTY: ModuleText = { source: "", description: "", category: "", contract: null };

/** One of the user's own modules: its source, and beside it contract and check. */
export function ModuleEditor({ name, saved }: ModuleEditorProps) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [params, setParams] = useSearchParams();
  const tab = params.get("tab") === "check" ? "check" : "contract";
  const setTab = (next: string | null) =>
    setParams(next === "check" ? { tab: "check" } : {}, { replace: true });

  const modules = useQuery(modulesQuery).data;
  const categories = useMemo(
    () => [...new Set((modules ?? []).map((one) => one.category).filter(Boolean))].sort(),
    [modules],
  );
  const savedText = useMemo(() => textOf(saved), [saved]);
  const draft = useDraft(`modules/${name}`, savedText);
  const text = draft.value;
  const unsaved = draft.changed || saved === null;
  const check = useCheck(name, saved?.check, savedText);
  const markers = useMemo(
    () => [...stepMarkers(check.steps), ...problemMarkers(check.problem)],
    [check.steps, check.problem],
  );
  const failingLine = check.running ? undefined : markers[0]?.line;
  const [line, setLine] = useState<number>();
  useEffect(() => setLine(failingLine), [failingLine]);

  const save = useMutation({
    mutationFn: () => saveModule(name, text),
    onSuccess: async (module) => {
      client.setQueryData(moduleQuery(name).queryKey, module);
      check.show(module.check, textOf(module));
      draft.discard();
      await client.invalidateQueries({ queryKey: modulesQuery.queryKey, exact: true });
      await client.invalidateQueries({ queryKey: ["architectures"] });
    },
    onError: notifyProblem,
  });
  const removal = useMutation({
    mutationFn: () => deleteModule(name),
    onSuccess: async () => {
      draft.discard();
      notifyDone(`Deleted ${name}`);
      await navigate("/modules");
      client.removeQueries({ queryKey: moduleQuery(name).queryKey });
      await client.invalidateQueries({ queryKey: modulesQuery.queryKey, exact: true });
    },
    onError: notifyProblem,
  });

  const runCheck = () => {
    setTab("check");
    void check.run(text);
  };
  const saveNow = () => {
    setTab("check");
    save.mutate();
  };
  const discard = () => {
    draft.discard();
    if (saved === null) void navigate("/modules");
  };
  const actions: Action[] = [
    { label: "Save and check", keys: "mod+S", run: saveNow },
    { label: "Check without saving", keys: "mod+Enter", run: runCheck },
    { label: "Discard unsaved changes", run: discard, disabled: !unsaved },
    { label: "Delete", run: () => removal.mutate(), disabled: saved === null },
  ];
  return (
    <Page
      title={name}
      fill
      actions={actions}
      beside={
        <div className={classes.state}>
          <StateBadge state={saved?.state ?? null} draft={unsaved} />
          <Anchor component={Link} to="/modules" className={classes.back ?? ""}>
            All modules
          </Anchor>
        </div>
      }
      main={
        <>
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="default" size={30} aria-label="More actions">
                <Ellipsis size={16} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<Undo2 size={14} />} disabled={!unsaved} onClick={discard}>
                Discard unsaved changes
              </Menu.Item>
              <Menu.Item
                color="red"
                leftSection={<Trash2 size={14} />}
                disabled={saved === null}
                onClick={() => removal.mutate()}
              >
                Delete
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
          <Button leftSection={<Save size={14} />} loading={save.isPending} onClick={saveNow}>
            Save and check
          </Button>
        </>
      }
    >
      <div className={classes.desk}>
        <div className={classes.source}>
          <CodeEditor
            label={`Source of ${name}`}
            language="python"
            value={text.source}
            onChange={(source) => draft.edit({ ...text, source })}
            markers={markers}
            line={line}
            onLine={() => setLine(undefined)}
          />
        </div>
        <Tabs value={tab} onChange={setTab} className={classes.side ?? ""} keepMounted={false}>
          <Tabs.List className={classes.tabs ?? ""}>
            <Tabs.Tab value="contract">Contract</Tabs.Tab>
            <Tabs.Tab value="check">Check</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="contract" className={classes.panel ?? ""}>
            <ContractTab
              name={name}
              text={text}
              onEdit={draft.edit}
              saved={saved}
              changed={unsaved}
              categories={categories}
            />
          </Tabs.Panel>
          <Tabs.Panel value="check" className={classes.panel ?? ""}>
            <CheckTab
              check={save.isPending ? { ...check, ...CHECKING } : check}
              outdated={JSON.stringify(check.of) !== JSON.stringify(text)}
              onRun={runCheck}
              onStop={save.isPending ? undefined : check.stop}
              onLine={setLine}
            />
          </Tabs.Panel>
        </Tabs>
      </div>
    </Page>
  );
}

function textOf(saved: Module | null): ModuleText {
  if (!saved) return EMPTY;
  const { source, description, category, contract } = saved;
  return { source: source ?? "", description, category, contract: withoutNulls(contract) };
}
