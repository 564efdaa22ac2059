/** Which charts a run has, from the columns that there are. Pure. */
import type { LineSeries } from "../../ui/LineChart";
import { measures, metricName } from "./metrics";
import type { Curve } from "./runView";

export interface RunChart {
  label: string;
  x: readonly number[];
  series: LineSeries[];
  /** One point an epoch: the best one can be marked. */
  perEpoch: boolean;
  /** Measures from 0 to 1, to be written as such. */
  scores?: boolean;
}

/**
 * The live losses first, then what is compared, then each loss of training beside that of
 * validation, then the learning rates. A chart without a point is left out.
 */
export function chartsOf(losses: Curve, rates: Curve, epochs: Curve): RunChart[] {
  const columns = Object.keys(epochs.series);
  const found = measures(columns);
  const isMap = (column: string) => column.startsWith("metrics/mAP");
  const ofEpochs = (label: string, names: readonly string[], nameOf: (column: string) => string) =>
    chart(label, epochs, names, nameOf, true);
  const scored = (label: string, names: readonly string[]) => ({
    ...ofEpochs(label, names, metricName),
    scores: true,
  });
  return [
    chart("Training losses, batch by batch", losses, Object.keys(losses.series), plainLoss, false),
    scored("Mean average precision", found.filter(isMap)),
    scored(
      "Precision and recall",
      found.filter((column) => !isMap(column)),
    ),
    ...lossNames(columns).map((loss) =>
      ofEpochs(
        capital(plainLoss(loss)),
        [`train/${loss}`, `val/${loss}`].filter((column) => columns.includes(column)),
        (column) => (column.startsWith("val/") ? "validation" : "training"),
      ),
    ),
    alike(chart("Learning rate", rates, Object.keys(rates.series), (name) => name, false)),
  ].filter(({ x, series }) => x.length > 0 && series.length > 0);
}

function chart(
  label: string,
  curve: Curve,
  columns: readonly string[],
  nameOf: (column: string) => string,
  perEpoch: boolean,
): RunChart {
  const series = columns.map((column) => ({
    name: nameOf(column),
    values: curve.series[column] ?? [],
  }));
  return { label, x: curve.x, series, perEpoch };
}

/** The losses that are known of the training or of the validation, in the columns' order. */
function lossNames(columns: readonly string[]): string[] {
  const names = columns
    .map((column) => /^(?:train|val)\/(.+)$/.exec(column)?.[1])
    .filter((name) => name !== undefined);
  return [...new Set(names)];
}

/** "box_loss" is "box loss". */
function plainLoss(name: string): string {
  return name.replaceAll("_", " ");
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Parameter groups that share their learning rate share their line. */
function alike(whole: RunChart): RunChart {
  const lines = new Map<string, LineSeries>();
  for (const line of whole.series) {
    const key = line.values.join();
    const same = lines.get(key);
    lines.set(key, same ? { ...same, name: `${same.name}, ${line.name}` } : line);
  }
  return { ...whole, series: [...lines.values()] };
}
