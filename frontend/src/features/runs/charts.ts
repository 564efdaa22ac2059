/** Which charts a run has, from the columns that there are. Pure. */
import { formatBytes, formatMetric, formatNumber } from "../../ui/format";
import { formatScore, measures, metricName } from "./metrics";
import { TABLES, type Tables } from "./runView";
import type { Table } from "./table";

export interface ChartLine {
  name: string;
  column: string;
}

export interface RunChart {
  /** Stays the same from run to run: the user arranges charts by it. */
  id: string;
  label: string;
  table: keyof Tables;
  lines: ChartLine[];
  /** Writes one value. */
  format: (value: number | null) => string;
  /** Writes one at the axis, where a bare number would not do. */
  axis?: (value: number | null) => string;
}

/**
 * The live losses first, then what is compared, then each loss of training beside that of
 * validation, then the learning rates, and last what the machine does. A chart without a column
 * is left out.
 */
export function chartsOf(tables: Tables): RunChart[] {
  const columns = {
    batches: Object.keys(tables.batches.series),
    epochs: Object.keys(tables.epochs.series),
    machine: Object.keys(tables.machine.series),
  };
  const found = measures(columns.epochs);
  const scored = (id: string, label: string, belongs: (name: string) => boolean): RunChart => ({
    ...chart(
      id,
      label,
      "epochs",
      found.filter((one) => belongs(metricName(one))),
      metricName,
    ),
    format: formatScore,
  });
  const isMap = (name: string) => name.startsWith("mAP");
  const isPair = (name: string) => /^(precision|recall|F1)/.test(name);
  const isAccuracy = (name: string) => /^(accuracy|pixel_acc|mIoU|delta)/.test(name);
  const isDistance = (name: string) => /^(abs_rel|rmse)/.test(name);
  const isOther = (name: string) => ![isMap, isPair, isAccuracy, isDistance].some((is) => is(name));
  const of = (prefix: string) => columns.batches.filter((name) => name.startsWith(prefix));
  return [
    chart("losses", "Training losses, batch by batch", "batches", of("loss/"), plainLoss),
    scored("map", "Mean average precision", isMap),
    scored("pr", "Precision, recall and F1", isPair),
    scored("accuracy", "Accuracy", isAccuracy),
    scored("distance", "Relative error, and RMSE in metres", isDistance),
    scored("measures", "Measures", isOther),
    ...lossNames(columns.epochs).map((loss) =>
      chart(
        `loss ${loss}`,
        capital(plainLoss(loss)),
        "epochs",
        [`train/${loss}`, `val/${loss}`].filter((column) => columns.epochs.includes(column)),
        (column) => (column.startsWith("val/") ? "validation" : "training"),
      ),
    ),
    alike(chart("lr", "Learning rate", "batches", of("lr/"), plainLoss), tables.batches),
    {
      ...chart("speed", "Images a second", "batches", of("speed"), () => "images/s"),
      format: (value: number | null) => formatNumber(value, 1),
    },
    {
      ...chart("load", "Processor and GPU load", "machine", only(columns.machine, LOADS), loadName),
      format: (value: number | null) => (value === null ? "–" : `${formatNumber(value)} %`),
    },
    {
      ...chart("memory", "Memory", "machine", only(columns.machine, MEMORIES), memoryName),
      format: formatBytes,
      axis: formatBytes,
    },
  ].filter(({ table, lines }) => tables[table].x.length > 0 && lines.length > 0);
}

const LOADS = ["cpu", "gpu"];
const MEMORIES = ["memory", "gpu_memory"];

function only(columns: readonly string[], wanted: readonly string[]): string[] {
  return wanted.filter((name) => columns.includes(name));
}

function loadName(column: string): string {
  return column === "gpu" ? "GPU" : "all processors";
}

function memoryName(column: string): string {
  return column === "gpu_memory" ? "GPU" : "the training's processes";
}

function chart(
  id: string,
  label: string,
  table: keyof Tables,
  columns: readonly string[],
  nameOf: (column: string) => string,
): RunChart {
  const lines = columns.map((column) => ({ name: nameOf(column), column }));
  return { id, label, table, lines, format: formatMetric };
}

/** The losses that are known of the training or of the validation, in the columns' order. */
function lossNames(columns: readonly string[]): string[] {
  const names = columns
    .map((column) => /^(?:train|val)\/(.+)$/.exec(column)?.[1])
    .filter((name) => name !== undefined);
  return [...new Set(names)];
}

/** "loss/box_loss" is "box loss", "lr/pg0" is "pg0". */
function plainLoss(name: string): string {
  return name.replace(/^(loss|lr)\//, "").replaceAll("_", " ");
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Parameter groups that share their learning rate share their line. */
function alike(whole: RunChart, { series }: Table): RunChart {
  const lines: ChartLine[] = [];
  for (const line of whole.lines) {
    const values = series[line.column] ?? [];
    const at = lines.findIndex((one) =>
      (series[one.column] ?? []).every((value, row) => value === values[row]),
    );
    const same = lines[at];
    if (same) lines[at] = { ...same, name: `${same.name}, ${line.name}` };
    else lines.push(line);
  }
  return { ...whole, lines };
}

/** Whether anything can be drawn. */
export function isEmpty(tables: Tables): boolean {
  return TABLES.every((name) => tables[name].x.length === 0);
}
