import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { useCallback, useMemo, useState } from "react";
import { Navigate, useSearchParams } from "react-router";
import type { Action } from "../../app/actions";
import { Page } from "../../app/Page";
import { useKept } from "../../app/useKept";
import { ErrorState } from "../../ui/ErrorState";
import { ListSkeleton } from "../../ui/Skeletons";
import { noticeWithUndo } from "../../ui/undoNotice";
import { ArgumentsColumn } from "./ArgumentsColumn";
import { AugmentedPictures } from "./configure/AugmentedPictures";
import { FreezeButton } from "./configure/FreezeButton";
import { FreezeDialog } from "./configure/FreezeDialog";
import { Loggers } from "./configure/Loggers";
import { PresetMenu } from "./configure/PresetMenu";
import { Snapshots } from "./configure/Snapshots";
import { useArgumentCheck } from "./configure/useArgumentCheck";
import { useCreation } from "./configure/useCreation";
import { usePlan } from "./configure/usePlan";
import { useSubject } from "./configure/useSubject";
import { useTeachers } from "./configure/useTeachers";
import { DatasetColumn } from "./DatasetColumn";
import classes from "./NewRunPage.module.css";
import { type Run, runQuery, type TrainArgument, trainArgsQuery } from "./queries";
import { SweepDialog } from "./sweeps/SweepDialog";
import { configure, type Typed, typedOf, valueIn } from "./trainArgs";
import { useChoice } from "./useChoice";
import { useModel } from "./useModel";
import { WhatColumn } from "./WhatColumn";

/** Loads what the form begins with: the arguments there are, and those of the run to be like. */
export function NewRunPage() {
  const [params] = useSearchParams();
  const from = params.get("from") ?? params.get("like");
  const args = useQuery(trainArgsQuery);
  const like = useQuery({ ...runQuery(from ?? ""), enabled: from !== null });
  // What came once is enough to go on with: the form must not go because a look at it again failed.
  const failed = [args, like].find((query) => query.error && !query.data);
  if (failed) {
    return (
      <Page title="New run">
        <ErrorState error={failed.error} onRetry={failed.refetch} />
      </Page>
    );
  }
  if (!args.data || (from !== null && !like.data)) {
    return (
      <Page title="New run">
        <ListSkeleton rows={10} />
      </Page>
    );
  }
  if (like.data && !params.has("dataset")) {
    return <Navigate to={`/runs/new?${addressLike(like.data)}`} replace />;
  }
  return <NewRun key={from} all={args.data} like={like.data ?? null} />;
}

function NewRun({ all, like }: { all: readonly TrainArgument[]; like: Run | null }) {
  const choice = useChoice();
  const form = `new run like ${like?.id ?? "none"}`;
  const [typed, setTyped] = useKept<Typed>(`${form}/args`, () => typedOf(all, like?.args ?? {}));
  const [loggers, setLoggers] = useKept(`${form}/loggers`, () => like?.loggers ?? []);
  const [snapshots, setSnapshots] = useKept<number[] | null>(
    `${form}/snapshots`,
    () => like?.snapshots ?? [],
  );
  const [sweeping, setSweeping] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const [freezing, setFreezing] = useState(false);

  const configured = useMemo(() => configure(all, typed), [all, typed]);
  const value = (name: string) => valueIn(all, configured, name);
  const imgsz = value("imgsz");
  const subject = useSubject(choice);
  const model = useModel(choice, trainedSize(imgsz), subject.classes);
  const check = useArgumentCheck(configured.args, choice, model.scale);
  const onRefused = useCallback(() => setAttempt((times) => times + 1), []);
  const creation = useCreation({
    choice,
    scale: choice.architecture ? model.scale : null,
    args: configured.args,
    loggers,
    snapshots: snapshots ?? [],
    onRefused,
  });
  const plan = usePlan({ all, configured, choice, model, subject });

  const { refusal } = creation;
  const problems = { ...refusal?.args, ...check.errors, ...configured.problems };
  const faults = Object.keys({ ...check.errors, ...configured.problems });
  const wrong = faults.length > 0 || snapshots === null;
  const ready = Boolean((choice.architecture || choice.checkpoint) && choice.dataset && !wrong);

  const { start, forget, pending } = creation;
  const onType = useCallback(
    (name: string, text: string) => {
      forget();
      setTyped(({ [name]: _, ...others }) => (text === "" ? others : { ...others, [name]: text }));
    },
    [forget, setTyped],
  );
  const replaceAll = useCallback(
    (next: Typed, what: string) => {
      forget();
      setTyped(next);
      if (Object.keys(typed).length > 0) noticeWithUndo(what, () => setTyped(typed));
    },
    [forget, setTyped, typed],
  );
  const onReset = useCallback(
    () => replaceAll({}, "All arguments have their defaults"),
    [replaceAll],
  );
  const canFreeze = Boolean(choice.architecture || choice.checkpoint);
  const helpers = useMemo(
    () => ({ freeze: <FreezeButton disabled={!canFreeze} onClick={() => setFreezing(true)} /> }),
    [canFreeze],
  );
  const options = useTeachers();
  const actions = useMemo<Action[]>(
    () => [
      { label: "Start the run", keys: "mod+Enter", run: start, disabled: !ready || pending },
      { label: "Search the arguments", keys: "/", run: focusSearch },
      { label: "Back to the defaults", run: onReset },
      { ...KEYS, label: "To the next argument", keys: "ArrowDown" },
      { ...KEYS, label: "To the argument before", keys: "ArrowUp" },
      { ...KEYS, label: "Back to the argument's default", keys: "alt+Backspace" },
    ],
    [start, ready, pending, onReset],
  );

  return (
    <Page
      title="New run"
      main={
        <>
          <Button variant="default" disabled={!ready} onClick={() => setSweeping(true)}>
            Sweep
          </Button>
          <Button
            leftSection={<Play size={14} aria-hidden />}
            disabled={!ready}
            loading={pending}
            onClick={start}
          >
            Start
          </Button>
        </>
      }
      actions={actions}
      fill
    >
      <div className={classes.columns}>
        <WhatColumn choice={choice} model={model} problems={refusal?.fields ?? {}} />
        <DatasetColumn choice={choice} problem={refusal?.fields.dataset}>
          {subject.dataset && (
            <AugmentedPictures
              dataset={subject.dataset.name}
              task={subject.task ?? subject.dataset.task ?? null}
              all={all}
              args={configured.args}
              wrong={wrong}
            />
          )}
        </DatasetColumn>
        <section className={classes.column} aria-labelledby="how">
          <div className={classes.heading}>
            <h2 id="how">How</h2>
            <PresetMenu
              args={configured.args}
              onApply={(args, origin) =>
                replaceAll(typedOf(all, args), `All arguments are those of ${origin}`)
              }
            />
          </div>
          <ArgumentsColumn
            all={all}
            typed={typed}
            problems={problems}
            notes={check.warnings}
            task={subject.task}
            attempt={attempt}
            options={options}
            helpers={helpers}
            onType={onType}
            onReset={onReset}
          >
            <Loggers chosen={loggers} problem={refusal?.fields.loggers} onChoose={setLoggers} />
            <Snapshots epochs={snapshots} onChange={setSnapshots} />
          </ArgumentsColumn>
        </section>
      </div>
      <div className={classes.plan}>
        {creation.error !== null && <ErrorState error={refusal?.rest ?? creation.error} />}
        <p role="status" aria-label="What will happen">
          {plan}
        </p>
      </div>
      {sweeping && (
        <SweepDialog run={creation.request} all={all} onClose={() => setSweeping(false)} />
      )}
      {freezing && (
        <FreezeDialog
          choice={choice}
          scale={model.scale}
          nc={subject.classes}
          value={value("freeze")}
          onChoose={(text) => onType("freeze", text)}
          onClose={() => setFreezing(false)}
        />
      )}
    </Page>
  );
}

/** Ultralytics rounds the size up to the model's stride. */
function trainedSize(imgsz: unknown): number {
  return typeof imgsz === "number" ? Math.ceil(imgsz / STRIDE) * STRIDE : 640;
}

const STRIDE = 32;

/** The field itself acts on them. */
const KEYS = { run: () => {}, keysOnly: true, elsewhere: true };

function focusSearch(): void {
  document.querySelector<HTMLInputElement>("[data-search=arguments]")?.focus();
}

/** The choices of a run, as they stand in the address. */
function addressLike(run: Run): URLSearchParams {
  const { id, architecture, checkpoint, scale, dataset, weights } = run;
  const known = Object.entries({ architecture, checkpoint, scale, dataset, weights, from: id });
  return new URLSearchParams(known.flatMap(([name, value]) => (value ? [[name, value]] : [])));
}
