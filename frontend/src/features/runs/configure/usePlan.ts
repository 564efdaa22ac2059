import { useQuery } from "@tanstack/react-query";
import { statusQuery } from "../../../app/status";
import { checkpointTitle } from "../../checkpoints/checkpoint";
import { checkpointsQuery } from "../../checkpoints/queries";
import { shareText } from "../../checkpoints/transfer/transfer";
import { imagesUsed, type Plan, planText } from "../plan";
import { runsQuery, type TrainArgument } from "../queries";
import { asText, type Configured, valueIn } from "../trainArgs";
import type { Choice } from "../useChoice";
import type { Model } from "../useModel";
import { useWeights } from "../useWeights";
import { epochSeconds } from "./estimate";
import type { Subject } from "./useSubject";
import { useTransfer } from "./useTransfer";

interface Plans {
  all: readonly TrainArgument[];
  configured: Configured;
  choice: Choice;
  model: Model;
  subject: Subject;
}

/** What will happen, in words. */
export function usePlan({ all, configured, choice, model, subject }: Plans): string {
  const value = (name: string) => valueIn(all, configured, name);
  const status = useQuery(statusQuery).data;
  const runs = useQuery(runsQuery).data ?? [];
  const weights = useStart(choice);
  const { dataset, classes } = subject;
  const device = deviceOf(value("device"), status?.devices ?? []);
  const train = dataset?.splits?.train ?? 0;
  const seconds = epochSeconds(runs, {
    ...choice,
    scale: model.scale,
    imgsz: value("imgsz"),
    images: imagesUsed(train, value("fraction")),
    device: device?.id ?? null,
  });
  const busy = (status?.running ?? []).length + (status?.queued ?? []).length;
  return planText({
    model: choice.architecture
      ? [choice.architecture, model.scale].filter(Boolean).join(" ")
      : subject.checkpointName,
    parameters: model.parameters,
    weights,
    dataset: dataset ? { name: dataset.name, train, classes: classes ?? 0 } : null,
    epochs: value("epochs"),
    time: value("time"),
    imgsz: value("imgsz"),
    batch: value("batch"),
    optimizer: value("optimizer"),
    lr0: value("lr0"),
    fraction: value("fraction"),
    freeze: value("freeze"),
    device: device?.name ?? null,
    ahead: busy,
    epochSeconds: seconds,
  });
}

/** The weights that fill the architecture: what they are called, and how much of it they fill. */
function useStart(choice: Choice): Plan["weights"] {
  const { checkpoint } = useWeights();
  const found = useQuery(checkpointsQuery).data?.find(({ id }) => id === checkpoint);
  const transfer = useTransfer(choice);
  // Until its own answer is there, that of the weights before it stands in.
  const totals = transfer.isPlaceholderData ? undefined : transfer.data?.totals;
  if (!checkpoint) return null;
  return {
    name: found ? checkpointTitle(found) : checkpoint,
    share: totals ? shareText(totals) : null,
  };
}

interface Device {
  id: string;
  name: string;
}

/** The one that was asked for; else the one that Ultralytics takes: the first GPU, or the CPU. */
function deviceOf(asked: unknown, devices: readonly Device[]): Device | null {
  const name = asText(asked).replace("cuda:", "");
  if (name) return devices.find(({ id }) => id === name) ?? { id: name, name: `device ${name}` };
  return devices.find(({ id }) => /^\d/.test(id)) ?? devices[0] ?? null;
}
