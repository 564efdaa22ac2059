import {
  ActionIcon,
  Button,
  Group,
  NumberInput,
  SegmentedControl,
  Select,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useStillHere } from "../../../app/useStillHere";
import { Dialog } from "../../../ui/Dialog";
import { ErrorState } from "../../../ui/ErrorState";
import { formatNumber } from "../../../ui/format";
import { notifyDone } from "../../../ui/notify";
import type { RunRequest, TrainArgument } from "../queries";
import { createSweep, type SweepRequest, sweepsQuery } from "./queries";
import classes from "./SweepDialog.module.css";
import { chosenByAuto, type Line, readSpace, trialCount, type Vary } from "./space";

type Method = SweepRequest["method"];

const METHODS: { value: Method; label: string; what: string }[] = [
  { value: "grid", label: "Grid", what: "Every combination of the values, one run each." },
  { value: "random", label: "Random", what: "Each run draws from the values and ranges." },
  {
    value: "tune",
    label: "Tune",
    what: "Ultralytics' own search: the first run has the arguments as they are, each later one mutates the best so far within the ranges. Without any, it searches Ultralytics' own space.",
  },
];

/** The learning rates that are proposed suit it. */
const OPTIMIZER = "AdamW";

/** Makes a sweep of a run that is configured: which arguments differ, and how. */
export function SweepDialog({
  run,
  all,
  onClose,
}: {
  run: RunRequest;
  all: readonly TrainArgument[];
  onClose: () => void;
}) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const stillHere = useStillHere();
  const [method, setMethod] = useState<Method>("random");
  const [name, setName] = useState("");
  const [trials, setTrials] = useState<number | string>(10);
  const [lines, setLines] = useState<Line[]>([{ id: 0, name: "lr0", text: "0.0001 to 0.01 log" }]);
  const [next, setNext] = useState(1);
  const [optimizer, setOptimizer] = useState(OPTIMIZER);

  const { vary, problems } = read(lines, method);
  const inVain = chosenByAuto(vary, run.args?.optimizer);
  const total = trialCount(method, vary, Number(trials));
  const ready =
    problems.size === 0 && total !== null && total > 0 && (lines.length > 0 || method === "tune");
  const creation = useMutation({
    mutationFn: () =>
      createSweep({
        name,
        run: inVain.length > 0 ? { ...run, args: { ...run.args, optimizer } } : run,
        method,
        vary,
        trials: method === "grid" ? null : Number(trials),
        seed: 0,
      }),
    onSuccess: ({ id }) => {
      void client.invalidateQueries({ queryKey: sweepsQuery.queryKey });
      if (stillHere()) navigate(`/sweeps/${id}`);
      else notifyDone("The sweep is in the list of sweeps");
    },
  });

  function change(id: number, part: Partial<Line>) {
    creation.reset();
    setLines((now) => now.map((line) => (line.id === id ? { ...line, ...part } : line)));
  }

  return (
    <Dialog onClose={onClose} title="Sweep: many runs that differ" size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) creation.mutate();
        }}
      >
        <Stack gap="md">
          <SegmentedControl
            aria-label="Method"
            data={METHODS.map(({ value, label }) => ({ value, label }))}
            value={method}
            onChange={(value) => setMethod(value as Method)}
          />
          <Text c="dimmed">{METHODS.find(({ value }) => value === method)?.what}</Text>
          <div className={classes.lines}>
            {lines.map((line) => (
              <div key={line.id} className={classes.line}>
                <Select
                  aria-label="Argument"
                  data={all.map((argument) => argument.name)}
                  value={line.name}
                  searchable
                  allowDeselect={false}
                  onChange={(value) => change(line.id, { name: value ?? line.name })}
                />
                <TextInput
                  aria-label={`Values of ${line.name}`}
                  placeholder={method === "grid" ? "0.001, 0.01" : "0.001 to 0.1 log"}
                  value={line.text}
                  error={problems.get(line.id)}
                  onChange={(event) => change(line.id, { text: event.currentTarget.value })}
                />
                <ActionIcon
                  variant="subtle"
                  size={30}
                  aria-label={`Do not vary ${line.name}`}
                  onClick={() => setLines((now) => now.filter(({ id }) => id !== line.id))}
                >
                  <X size={14} aria-hidden />
                </ActionIcon>
              </div>
            ))}
            <Group>
              <Button
                variant="default"
                leftSection={<Plus size={14} aria-hidden />}
                onClick={() => {
                  setLines((now) => [...now, { id: next, name: unused(all, now), text: "" }]);
                  setNext(next + 1);
                }}
              >
                Vary another argument
              </Button>
            </Group>
          </div>
          {inVain.length > 0 && (
            <Select
              label="Optimizer of all runs"
              description={`Left to Ultralytics, it would choose ${inVain.join(" and ")} itself, and the runs would not differ.`}
              data={optimizersOf(all)}
              value={optimizer}
              allowDeselect={false}
              onChange={(name) => setOptimizer(name ?? OPTIMIZER)}
            />
          )}
          <Group grow align="start">
            {method !== "grid" && (
              <NumberInput
                label="Runs"
                min={1}
                max={1000}
                allowDecimal={false}
                value={trials}
                onChange={setTrials}
              />
            )}
            <TextInput
              label="Name"
              placeholder="optional"
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
          </Group>
          <Text role="status">
            {ready && total !== null
              ? `${formatNumber(total)} runs, one after the other; all else as in the form.`
              : "Say what differs between the runs."}
          </Text>
          {creation.error && <ErrorState error={creation.error} />}
          <Group justify="end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={!ready} loading={creation.isPending}>
              Start the sweep
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

function read(lines: readonly Line[], method: Method) {
  const vary: Vary = {};
  const problems = new Map<number, string>();
  for (const { id, name, text } of lines) {
    const space = readSpace(text);
    if (typeof space === "string") problems.set(id, space);
    else if (name in vary) problems.set(id, `${name} is there already.`);
    else if (method === "grid" && !("values" in space))
      problems.set(id, "A grid needs values, as 0.001, 0.01.");
    else if (method === "tune" && "values" in space)
      problems.set(id, "Tune needs a range, as 0.001 to 0.1.");
    else vary[name] = space;
  }
  return { vary, problems };
}

function optimizersOf(all: readonly TrainArgument[]): string[] {
  const choices = all.find(({ name }) => name === "optimizer")?.choices ?? [];
  return choices.map(String).filter((name) => name !== "auto");
}

function unused(all: readonly TrainArgument[], lines: readonly Line[]): string {
  const taken = new Set(lines.map(({ name }) => name));
  return all.find(({ name }) => !taken.has(name))?.name ?? "lr0";
}
