import { Anchor, Button, Tabs } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Save } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import type { Action } from "../../app/actions";
import { readDraft, useDraft } from "../../app/drafts";
import { Page } from "../../app/Page";
import { CodeEditor, type Place } from "../../ui/CodeEditor";
import { problemMarkers } from "../../ui/problemMarkers";
import { CheckTab } from "./CheckTab";
import { ContractTab } from "./ContractTab";
import { inOrder, nextAfter, problemMarks, stepMarkers } from "./checkView";
import { DeleteRefused } from "./DeleteRefused";
import classes from "./ModuleEditor.module.css";
import { ModuleMenu } from "./ModuleMenu";
import { EMPTY, textOf } from "./moduleText";
import { NameDialog } from "./NameDialog";
import { freeName } from "./names";
import { Problems } from "./Problems";
import { type Module, type ModuleText, moduleQuery, modulesQuery } from "./queries";
import { StateBadge } from "./StateBadge";
import { UsedByTab } from "./UsedByTab";
import { useCheck } from "./useCheck";
import { useDeletion } from "./useDeletion";
import { useNaming } from "./useNaming";
import { useReading } from "./useReading";
import { usersOf } from "./users";

interface ModuleEditorProps {
  name: string;
  /** As it was saved; null for one that never was. */
  saved: Module | null;
}

const TABS = ["contract", "check", "users"] as const;

/** One of the user's own modules: its source, and beside it contract, check and users. */
export function ModuleEditor({ name, saved }: ModuleEditorProps) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [params, setParams] = useSearchParams();
  const tab = TABS.find((one) => one === params.get("tab")) ?? "contract";
  const setTab = (next: string | null) =>
    setParams(next && next !== "contract" ? { tab: next } : {}, { replace: true });
  const [asking, setAsking] = useState<"rename" | "duplicate">();

  const modules = useQuery(modulesQuery).data;
  const categories = useMemo(
    () => [...new Set((modules ?? []).map((one) => one.category).filter(Boolean))].sort(),
    [modules],
  );
  const savedText = useMemo(() => saved && textOf(saved), [saved]);
  const key = `modules/${name}`;
  const draft = useDraft<ModuleText | null>(key, savedText);
  const text = draft.value ?? EMPTY;
  const unsaved = draft.changed || saved === null;
  const reading = useReading(name, text);

  const refresh = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: modulesQuery.queryKey, exact: true }),
      client.invalidateQueries({ queryKey: ["architectures"] }),
    ]);
  const onSaved = (module: Module, sent: ModuleText) => {
    client.setQueryData(moduleQuery(name).queryKey, module);
    // What was typed while it was saved stays a draft.
    if (JSON.stringify(readDraft(key) ?? sent) === JSON.stringify(sent)) draft.discard();
    void refresh();
  };
  const onStopped = async () => {
    await client.invalidateQueries({ queryKey: moduleQuery(name).queryKey });
    const now = client.getQueryData(moduleQuery(name).queryKey);
    if (now?.source === text.source) draft.discard();
    await refresh();
  };
  const check = useCheck({ name, text, saved, onSaved, onStopped });
  const markers = useMemo(
    () =>
      inOrder([
        ...problemMarks(reading.problems),
        ...(check.outdated ? [] : stepMarkers(check.steps)),
        ...problemMarkers(check.problem),
      ]),
    [reading.problems, check.outdated, check.steps, check.problem],
  );
  const [place, setPlace] = useState<Place>();
  const cursor = useRef(0);
  const nextProblem = () => {
    const next = nextAfter(markers, cursor.current);
    if (next) setPlace({ ...next });
  };

  const deletion = useDeletion();
  const { rename, duplicate } = useNaming({ name, saved, text, unsaved });
  const runCheck = (again: boolean) => {
    setTab("check");
    void check.run(again);
  };
  const save = () => {
    setTab("check");
    void check.save();
  };
  const discard = () => {
    draft.discard();
    if (saved === null) void navigate("/modules");
  };
  const remove = (force: boolean) => saved && deletion.mutate({ module: saved, force });
  const actions: Action[] = [
    { label: "Save and check", keys: "mod+S", run: save },
    { label: "Check without saving", keys: "mod+Enter", run: () => runCheck(false) },
    {
      label: "Next problem",
      keys: "F8",
      repeats: true,
      run: nextProblem,
      disabled: markers.length === 0,
    },
    { label: "Show the contract", keys: "1", run: () => setTab("contract") },
    { label: "Show the check", keys: "2", run: () => setTab("check") },
    { label: "Show what uses it", keys: "3", run: () => setTab("users") },
    { label: "Rename", keys: "F2", run: () => setAsking("rename") },
    { label: "Duplicate", keys: "D", run: () => setAsking("duplicate") },
    { label: "Discard unsaved changes", run: discard, disabled: !unsaved },
    { label: "Delete", keys: "Delete", run: () => remove(false), disabled: saved === null },
  ];
  const { architectures, runs } = usersOf(saved);
  const users = architectures.length + runs.length;
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
          <ModuleMenu
            name={name}
            fresh={saved === null}
            unsaved={unsaved}
            onRename={() => setAsking("rename")}
            onDuplicate={() => setAsking("duplicate")}
            onDiscard={discard}
            onDelete={() => remove(false)}
          />
          <Button
            leftSection={<Save size={14} />}
            loading={check.running?.saving ?? false}
            onClick={save}
          >
            Save and check
          </Button>
        </>
      }
    >
      <div className={classes.desk}>
        <div className={classes.source}>
          <div className={classes.text}>
            <CodeEditor
              label={`Source of ${name}`}
              language="python"
              value={text.source}
              onChange={(source) => draft.edit({ ...text, source })}
              markers={markers}
              goTo={place}
              onLine={(line) => {
                cursor.current = line;
              }}
            />
          </div>
          <Problems
            markers={markers}
            onGo={(marker) => setPlace({ ...marker })}
            onNext={nextProblem}
          />
        </div>
        <Tabs value={tab} onChange={setTab} className={classes.side ?? ""} keepMounted={false}>
          <Tabs.List className={classes.tabs ?? ""}>
            <Tabs.Tab value="contract">Contract</Tabs.Tab>
            <Tabs.Tab value="check">Check</Tabs.Tab>
            <Tabs.Tab value="users">{users > 0 ? `Used by ${users}` : "Used by"}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="contract" className={classes.panel ?? ""}>
            <ContractTab
              text={text}
              onEdit={draft.edit}
              reading={reading}
              categories={categories}
            />
          </Tabs.Panel>
          <Tabs.Panel value="check" className={classes.panel ?? ""}>
            <CheckTab
              check={check}
              onRun={runCheck}
              onStop={check.stop}
              onLine={(line) => setPlace({ line })}
            />
          </Tabs.Panel>
          <Tabs.Panel value="users" className={classes.panel ?? ""}>
            <UsedByTab name={name} saved={saved} />
          </Tabs.Panel>
        </Tabs>
      </div>
      {asking === "rename" && (
        <NameDialog
          title={`Rename ${name}`}
          what="The class, the file and the rows of your architectures get the new name. Runs keep what they were trained with."
          button="Rename"
          name={name}
          own={name}
          onName={rename}
          onClose={() => setAsking(undefined)}
        />
      )}
      {asking === "duplicate" && (
        <NameDialog
          title={`Duplicate ${name}`}
          what="A copy of the source under another name."
          button="Duplicate"
          name={freeName(name, modules?.map((one) => one.name) ?? [])}
          onName={duplicate}
          onClose={() => setAsking(undefined)}
        />
      )}
      {deletion.error && (
        <DeleteRefused
          name={name}
          error={deletion.error}
          pending={deletion.isPending}
          onForce={() => remove(true)}
          onClose={deletion.reset}
        />
      )}
    </Page>
  );
}
