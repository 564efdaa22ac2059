/** What a run will do, in words, before it is started. Pure. */
import { formatDuration, formatNumber } from "../../ui/format";

export interface Plan {
  /** With its scale: "digits n". Null while none is chosen. */
  model: string | null;
  parameters: number | null;
  /** What fills the architecture before the first batch, and the share of its parameters: "96 %". */
  weights: { name: string; share: string | null } | null;
  dataset: { name: string; train: number; classes: number } | null;
  /** The arguments' values as they will be. */
  epochs: unknown;
  imgsz: unknown;
  batch: unknown;
  optimizer: unknown;
  lr0: unknown;
  fraction: unknown;
  time: unknown;
  freeze: unknown;
  /** Where it will run: "CPU". Null where the server does not know yet. */
  device: string | null;
  /** Runs that are before it. */
  ahead: number;
  /** How long an epoch is expected to take; null: there was no run like it. */
  epochSeconds: number | null;
}

/** One or two sentences, or what is still missing. */
export function planText(plan: Plan): string {
  const { model, dataset } = plan;
  if (!model && !dataset) return "Choose what to train, and on what.";
  if (!model) return "Choose an architecture or a checkpoint to train.";
  if (!dataset) return `Choose the data set that ${model} will learn.`;
  const size = plan.parameters === null ? "" : ` (${formatNumber(plan.parameters)} parameters)`;
  return `Trains ${model}${size}${start(plan)} on ${dataset.name} (${count(dataset.classes, "class", "classes")}): ${schedule(plan, dataset.train)}, ${steps(plan)}${frozen(plan)}. ${duration(plan)} ${place(plan)}`;
}

function start({ weights }: Plan): string {
  if (!weights) return "";
  const share = weights.share === null ? "" : ` (${weights.share} of its parameters)`;
  return ` from the weights of ${weights.name}${share}`;
}

function schedule({ epochs, time, batch, imgsz, fraction }: Plan, images: number): string {
  const used = imagesUsed(images, fraction);
  const each = typeof batch === "number" && batch >= 1 ? batch : null;
  const batches = each
    ? `${count(Math.ceil(used / each), "batch", "batches")} of ${formatNumber(Math.min(each, used))} images`
    : `${formatNumber(used)} images`;
  const many = typeof time === "number" ? `${time} h of epochs` : epochsText(epochs);
  return `${many} of ${batches} at ${String(imgsz)} px`;
}

function epochsText(epochs: unknown): string {
  return count(Number(epochs), "epoch", "epochs");
}

function frozen({ freeze }: Plan): string {
  if (typeof freeze === "number" && freeze > 0) {
    return `; the first ${count(freeze, "row keeps its", "rows keep their")} weights`;
  }
  return Array.isArray(freeze) && freeze.length > 0
    ? `; rows ${freeze.join(", ")} stay frozen`
    : "";
}

function duration({ epochSeconds, epochs, time }: Plan): string {
  if (epochSeconds === null) return "How long an epoch takes is unknown: there was no run like it.";
  const each = `An epoch takes about ${formatDuration(epochSeconds)}, by the last run like it`;
  if (typeof time === "number") return `${each}.`;
  return `${each}; all of them about ${formatDuration(epochSeconds * Number(epochs))}.`;
}

/** Ultralytics takes a fraction up to 1 as a share, and whole numbers above as a count. */
export function imagesUsed(images: number, fraction: unknown): number {
  const part = Array.isArray(fraction) ? fraction[0] : fraction;
  if (typeof part !== "number") return images;
  return part > 1 ? Math.min(images, part) : Math.max(1, Math.round(images * part));
}

function steps({ optimizer, lr0 }: Plan): string {
  return optimizer === "auto"
    ? "with an optimizer and a learning rate that Ultralytics chooses"
    : `with ${String(optimizer)} from a learning rate of ${String(lr0)}`;
}

function place({ device, ahead }: Plan): string {
  const where = device ? ` on ${device}` : "";
  return ahead > 0
    ? `It waits for ${count(ahead, "run", "runs")} before it, then starts${where}.`
    : `It starts at once${where}.`;
}

function count(number: number, one: string, many: string): string {
  return `${formatNumber(number)} ${number === 1 ? one : many}`;
}
