import { Title } from "@mantine/core";
import { type ReactNode, useMemo } from "react";
import { classColour } from "../../ui/classColours";
import { formatNumber } from "../../ui/format";
import { RelativeTime } from "../../ui/RelativeTime";
import { Stat } from "../../ui/Stat";
import { Bars } from "./Bars";
import { binLabels, classCounts } from "./counts";
import type { DatasetDetail, SplitStatistics } from "./queries";
import classes from "./Statistics.module.css";
import type { View } from "./useView";

interface StatisticsProps {
  dataset: DatasetDetail;
  /** Of the chosen split, or of all. */
  statistics: SplitStatistics;
  view: View;
  change: (change: Partial<View>) => void;
}

/** What is in the set: counts, balance of classes, sizes. A click on a class shows its pictures. */
export function Statistics({ dataset, statistics, view, change }: StatisticsProps) {
  const byClass = useMemo(
    () =>
      classCounts(dataset.classes ?? [], statistics.classes).map(({ cls, name, boxes }) => ({
        key: cls,
        label: name,
        count: boxes,
        colour: classColour(cls),
      })),
    [dataset.classes, statistics],
  );
  const sizes = binLabels(dataset.box_edges ?? []).map((label, bin) => ({
    key: label,
    label,
    count: statistics.box_sizes[bin] ?? 0,
  }));
  const pictures = statistics.image_sizes.map(({ width, height, count }) => {
    const label = `${width} × ${height}`;
    return { key: label, label, count };
  });
  return (
    <aside className={classes.statistics} aria-label="Statistics">
      <div className={classes.stats}>
        <Stat label="Pictures" value={formatNumber(statistics.images)} />
        <Stat label="Boxes" value={formatNumber(statistics.boxes)} />
        <Stat label="Without boxes" value={formatNumber(statistics.backgrounds)} />
      </div>
      <Part title="Classes" note="boxes; click to filter">
        <Bars
          label="Boxes by class"
          bars={byClass}
          picked={view.cls}
          onPick={({ key }) => change({ cls: key === view.cls ? undefined : key, tab: "pictures" })}
        />
      </Part>
      <Part title="Box sizes" note="side, of the picture">
        <Bars label="Boxes by size" bars={sizes} />
      </Part>
      <Part
        title="Picture sizes"
        note={
          statistics.distinct_image_sizes > pictures.length
            ? `px; the ${pictures.length} most frequent`
            : "px"
        }
      >
        <Bars label="Pictures by size" bars={pictures} />
      </Part>
      <dl className={classes.facts}>
        <dt>Task</dt>
        <dd>{dataset.task}</dd>
        <dt>From</dt>
        <dd>
          {dataset.source} <span className={classes.note}>{dataset.source_format}</span>
        </dd>
        <dt>Added</dt>
        <dd>
          <RelativeTime time={dataset.created} />
        </dd>
        <dt>Hash</dt>
        <dd className="mono" title={dataset.hash ?? ""}>
          {dataset.hash?.slice(0, 12)}
        </dd>
      </dl>
    </aside>
  );
}

function Part({ title, note, children }: { title: string; note: string; children: ReactNode }) {
  return (
    <section>
      <div className={classes.head}>
        <Title order={2}>{title}</Title>
        <span className={classes.note}>{note}</span>
      </div>
      {children}
    </section>
  );
}
