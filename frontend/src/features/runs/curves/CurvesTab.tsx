import { MultiSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Grid3x3 } from "lucide-react";
import { useMemo, useState } from "react";
import { EmptyState } from "../../../ui/EmptyState";
import { ErrorState } from "../../../ui/ErrorState";
import { LineChart } from "../../../ui/LineChart";
import { BlockSkeleton } from "../../../ui/Skeletons";
import { formatScore } from "../metrics";
import type { Run } from "../queries";
import { isActive } from "../run";
import { type ClassCurves, curvesQuery } from "../watchQueries";
import { ConfusionTable } from "./ConfusionTable";
import classes from "./CurvesTab.module.css";
import { meanLine } from "./matrix";

/** Lines that can be told apart: as many as there are colours that differ from that of the mean. */
const MOST_LINES = 6;

/** How the best weights do, class by class: confusion matrix and curves, drawn from data. */
export function CurvesTab({ run }: { run: Run }) {
  const { data, error, refetch } = useQuery(curvesQuery(run.id));
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  if (data === undefined) return <BlockSkeleton height={320} />;
  if (data === null) {
    const awaited = isActive(run) && run.task !== "depth";
    return (
      <EmptyState icon={Grid3x3} title={awaited ? "No curves yet" : "No curves"}>
        {awaited
          ? "They come with the first validated epoch, and again with each better one."
          : run.task === "depth"
            ? "Distances are measured in other ways: by the charts of accuracy and error."
            : "This run ended before it was validated."}
      </EmptyState>
    );
  }
  const which = data.epoch === null ? "the best weights" : `epoch ${data.epoch}, the best so far`;
  return (
    <>
      <p className={classes.note}>On the validation split, by {which}.</p>
      {data.confusion && <ConfusionTable confusion={data.confusion} names={data.names} />}
      {data.curves.map((curves) => (
        <CurveCharts
          key={curves.of}
          curves={curves}
          names={data.names}
          several={data.curves.length > 1}
        />
      ))}
    </>
  );
}

interface CurveChartsProps {
  curves: ClassCurves;
  names: readonly string[];
  /** Whether there are other kinds too, so that this one is named. */
  several: boolean;
}

const KINDS = [
  { key: "precision_recall", label: "Precision and recall", x: "Recall" },
  { key: "f1", label: "F1 by confidence", x: "Confidence" },
  { key: "precision", label: "Precision by confidence", x: "Confidence" },
  { key: "recall", label: "Recall by confidence", x: "Confidence" },
] as const;

function CurveCharts({ curves, names, several }: CurveChartsProps) {
  const [chosen, setChosen] = useState(() => curves.classes.slice(0, MOST_LINES).map(String));
  const charts = useMemo(
    () =>
      KINDS.map(({ key, label, x }) => {
        const lines = curves[key];
        const ofClasses = curves.classes.flatMap((id, at) =>
          chosen.includes(String(id))
            ? [{ name: names[id] ?? String(id), values: lines[at] ?? [] }]
            : [],
        );
        const mean = { name: "all classes", values: meanLine(lines), colour: "text" };
        return { key, label, x, series: [mean, ...ofClasses] };
      }),
    [curves, chosen, names],
  );
  return (
    <section className={classes.section} aria-label={`Curves of ${curves.of}`}>
      <div className={classes.head}>
        <h2>{several ? `Curves of ${curves.of}` : "Curves"}, at an IoU of 0.5</h2>
        <MultiSelect
          className={classes.chooser ?? ""}
          aria-label={`Classes drawn, ${curves.of}`}
          placeholder={chosen.length === 0 ? "Classes" : ""}
          data={curves.classes.map((id, at) => ({
            value: String(id),
            label: `${names[id] ?? id}, AP50 ${formatScore(curves.ap50[at])}`,
          }))}
          value={chosen}
          onChange={setChosen}
          maxValues={MOST_LINES}
          searchable
          clearable
        />
      </div>
      <div className={classes.grid}>
        {charts.map(({ key, label, x, series }) => (
          <div key={key} className={classes.chart}>
            <LineChart
              label={label}
              x={curves.x}
              xLabel={x}
              series={series}
              format={formatScore}
              syncKey={`${curves.of} ${x}`}
              height={240}
            />
          </div>
        ))}
      </div>
    </section>
  );
}
