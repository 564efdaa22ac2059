import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { useMemo, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { ProblemError } from "../../api/problem";
import type { Action } from "../../app/actions";
import { Page } from "../../app/Page";
import { statusQuery } from "../../app/status";
import { ErrorState } from "../../ui/ErrorState";
import { ListSkeleton } from "../../ui/Skeletons";
import { checkpointsQuery } from "../checkpoints/queries";
import { datasetQuery } from "../datasets/queries";
import { ArgumentsColumn } from "./ArgumentsColumn";
import { DatasetColumn } from "./DatasetColumn";
import classes from "./NewRunPage.module.css";
import { planText } from "./plan";
import { createRun, runQuery, runsQuery, type TrainArgument, trainArgsQuery } from "./queries";
import { asText, configure, placed, type Typed, valueIn } from "./trainArgs";
import { useChoice } from "./useChoice";
import { useModel } from "./useModel";
import { useWeights } from "./useWeights";
import { WhatColumn } from "./WhatColumn";

/** Loads what the form begins with: the arguments there are, and those of the run to be like. */
export function NewRunPage() {
  const [params] = useSearchParams();
  const like = params.get("like");
  const args = useQuery(trainArgsQuery);
  const model = useQuery({ ...runQuery(like ?? ""), enabled: like !== null });
  const error = args.error ?? model.error;
  if (error) {
    return (
      <Page title="New run">
        <ErrorState error={error} onRetry={args.refetch} />
      </Page>
    );
  }
  if (!args.data || (like !== null && !model.data)) {
    return (
      <Page title="New run">
        <ListSkeleton rows={10} />
      </Page>
    );
  }
  const typed = Object.entries(model.data?.args ?? {}).map(([name, value]) => [
    name,
    asText(value),
  ]);
  return <NewRun key={like} all={args.data} start={Object.fromEntries(typed)} />;
}

function NewRun({ all, start }: { all: readonly TrainArgument[]; start: Typed }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const choice = useChoice();
  const weights = useWeights();
  const [typed, setTyped] = useState<Typed>(start);
  const [attempt, setAttempt] = useState(0);

  const configured = configure(all, typed);
  const value = (name: string) => valueIn(all, configured, name);
  const dataset = useQuery({
    ...datasetQuery(choice.dataset ?? ""),
    enabled: !!choice.dataset,
  }).data;
  const checkpoint = useQuery(checkpointsQuery).data?.find(({ id }) => id === choice.checkpoint);
  const status = useQuery(statusQuery).data;
  const imgsz = value("imgsz");
  const classCount = dataset?.classes?.length ?? null;
  const model = useModel(choice, typeof imgsz === "number" ? imgsz : 640, classCount);

  const creation = useMutation({
    mutationFn: () =>
      createRun({
        architecture: choice.architecture,
        checkpoint: choice.checkpoint,
        weights: weights.checkpoint,
        match: weights.match,
        scale: choice.architecture ? model.scale : null,
        dataset: choice.dataset ?? "",
        args: configured.args,
      }),
    onSuccess: ({ id }) => {
      void client.invalidateQueries({ queryKey: runsQuery.queryKey, exact: true });
      navigate(`/runs/${id}`);
    },
    onError: () => setAttempt((times) => times + 1),
  });

  const refusal = creation.error ? placed(ProblemError.from(creation.error)) : null;
  const problems = { ...refusal?.args, ...configured.problems };
  const ready =
    (choice.architecture || choice.checkpoint) &&
    choice.dataset &&
    Object.keys(configured.problems).length === 0;

  const { mutate } = creation;
  const actions = useMemo<Action[]>(
    () => [{ label: "Start the run", keys: "mod+Enter", run: mutate, disabled: !ready }],
    [mutate, ready],
  );

  function onType(name: string, text: string) {
    creation.reset();
    setTyped(({ [name]: _, ...others }) => (text === "" ? others : { ...others, [name]: text }));
  }

  const chosen = choice.architecture
    ? [choice.architecture, model.scale].filter(Boolean).join(" ")
    : (checkpoint?.name ?? choice.checkpoint);
  const plan = planText({
    model: chosen,
    parameters: model.parameters,
    dataset: dataset
      ? { name: dataset.name, train: dataset.splits?.train ?? 0, classes: classCount ?? 0 }
      : null,
    epochs: value("epochs"),
    imgsz,
    batch: value("batch"),
    optimizer: value("optimizer"),
    lr0: value("lr0"),
    fraction: value("fraction"),
    device: status?.devices[0]?.name ?? null,
    ahead: (status?.running.length ?? 0) + (status?.queued.length ?? 0),
  });

  return (
    <Page
      title="New run"
      main={
        <Button
          leftSection={<Play size={14} aria-hidden />}
          disabled={!ready}
          loading={creation.isPending}
          onClick={() => mutate()}
        >
          Start
        </Button>
      }
      actions={actions}
      fill
    >
      <div className={classes.columns}>
        <WhatColumn choice={choice} model={model} problems={refusal?.fields ?? {}} />
        <DatasetColumn choice={choice} problem={refusal?.fields.dataset} />
        <section className={classes.column} aria-labelledby="how">
          <div className={classes.heading}>
            <h2 id="how">How</h2>
          </div>
          <ArgumentsColumn
            all={all}
            typed={typed}
            problems={problems}
            notes={notesOn(value("optimizer"))}
            attempt={attempt}
            onType={onType}
          />
        </section>
      </div>
      <div className={classes.plan}>
        {creation.error && <ErrorState error={refusal?.rest ?? creation.error} />}
        <p role="status" aria-label="What will happen">
          {plan}
        </p>
      </div>
    </Page>
  );
}

/** What an argument's value means beside the others. */
function notesOn(optimizer: unknown): Record<string, string> {
  return optimizer === "auto" ? { lr0: "Chosen by Ultralytics while the optimizer is auto." } : {};
}
