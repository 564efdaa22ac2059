import { Button, SegmentedControl, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Plus, Workflow } from "lucide-react";
import { useMemo, useState } from "react";
import { useSearchParams } from "react-router";
import type { Action } from "../../app/actions";
import { useDraftNames } from "../../app/drafts";
import { Page } from "../../app/Page";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { matches } from "../../ui/matches";
import { SearchField } from "../../ui/SearchField";
import { ListSkeleton } from "../../ui/Skeletons";
import classes from "./ArchitecturesPage.module.css";
import { byFamily } from "./families";
import { NewDialog } from "./NewDialog";
import { OwnTable } from "./OwnTable";
import { PresetFamily } from "./PresetFamily";
import { type ArchitectureSummary, architecturesQuery } from "./queries";

const TITLE = "Model Designer";
const ALL = "all";

export function ArchitecturesPage() {
  const { data, error, refetch } = useQuery(architecturesQuery);
  const [creating, setCreating] = useState(false);
  const actions = useMemo<Action[]>(
    () => [{ label: "New architecture", keys: "N", run: () => setCreating(true) }],
    [],
  );
  return (
    <Page
      title={TITLE}
      actions={actions}
      main={
        <Button leftSection={<Plus size={14} />} onClick={() => setCreating(true)} disabled={!data}>
          New architecture
        </Button>
      }
    >
      {error ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : data ? (
        <Architectures architectures={data} onNew={() => setCreating(true)} />
      ) : (
        <ListSkeleton rows={12} height={34} />
      )}
      {creating && data && <NewDialog architectures={data} onClose={() => setCreating(false)} />}
    </Page>
  );
}

interface ArchitecturesProps {
  architectures: ArchitectureSummary[];
  onNew: () => void;
}

function Architectures({ architectures, onNew }: ArchitecturesProps) {
  const [params, setParams] = useSearchParams();
  const asked = params.get("q") ?? "";
  const [query, setQuery] = useState(asked);
  const task = params.get("task") ?? ALL;
  const drafts = useDraftNames("architectures");
  const put = (name: string, value: string) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        if (value && value !== ALL) after.set(name, value);
        else after.delete(name);
        return after;
      },
      { replace: true },
    );

  const tasks = [...new Set(architectures.flatMap((one) => one.task ?? []))];
  const found = architectures.filter(
    (one) =>
      (task === ALL || one.task === task) &&
      matches(query, `${one.name} ${one.family ?? ""} ${one.task ?? ""}`),
  );
  const own = found.filter((one) => !one.preset);
  const families = byFamily(found.filter((one) => one.preset));
  const none = architectures.every((one) => one.preset);
  return (
    <>
      <div className={classes.tools}>
        <SearchField
          label="Search architectures"
          className={classes.search}
          told={asked}
          onSearch={setQuery}
          onRest={(text) => put("q", text)}
        />
        <SegmentedControl
          aria-label="Task"
          data={[{ value: ALL, label: "All tasks" }, ...tasks]}
          value={task}
          onChange={(value) => put("task", value)}
        />
      </div>
      <section aria-labelledby="own" className={classes.section}>
        <Title order={2} id="own">
          Yours
        </Title>
        {none ? (
          <EmptyState
            icon={Workflow}
            title="No architecture of your own yet"
            action={<Button onClick={onNew}>New architecture</Button>}
          >
            An architecture is the YAML of a model: its backbone and its head, row by row. Begin
            with a preset and change what you like.
          </EmptyState>
        ) : own.length > 0 ? (
          <OwnTable architectures={own} drafts={drafts} />
        ) : (
          <p className={classes.nothing}>None of yours matches.</p>
        )}
      </section>
      <section aria-labelledby="presets" className={classes.section}>
        <Title order={2} id="presets">
          Presets <span className={classes.count}>as shipped with Ultralytics, read-only</span>
        </Title>
        {families.length > 0 ? (
          <div className={classes.families}>
            {families.map(([family, presets]) => (
              <PresetFamily key={family} family={family} presets={presets} />
            ))}
          </div>
        ) : (
          <p className={classes.nothing}>No preset matches.</p>
        )}
      </section>
    </>
  );
}
