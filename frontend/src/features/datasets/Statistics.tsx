import { Title } from "@mantine/core";
import { type ReactNode, useMemo } from "react";
import { classColour } from "../../ui/classColours";
import { formatNumber } from "../../ui/format";
import { RelativeTime } from "../../ui/RelativeTime";
import { Stat } from "../../ui/Stat";
import { Bars } from "./Bars";
import { binLabels, classCounts, counted } from "./counts";
import { Positions } from "./Positions";
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

/** What is in the set: counts, balance of classes, sizes, places. A click on one shows its pictures. */
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
  const unit = counted(dataset.task);
  const sizes = binLabels(dataset.box_edges ?? []).map((label, bin) => ({
    key: bin,
    label,
    count: statistics.box_sizes[bin] ?? 0,
  }));
  const pictures = statistics.image_sizes.map(({ width, height, count }) => {
    return { key: `${width}x${height}`, label: `${width} × ${height}`, count };
  });
  return (
    <aside className={classes.statistics} aria-label="Statistics">
      <div className={classes.stats}>
        <Stat label="Pictures" value={formatNumber(statistics.images)} />
        {unit === "boxes" && (
          <>
            <Stat label="Boxes" value={formatNumber(statistics.boxes)} />
            <Stat label="Without boxes" value={formatNumber(statistics.backgrounds)} />
          </>
        )}
      </div>
      {unit && (
        <Part title="Classes" note={`${unit}; click to filter`}>
          <Bars
            label={unit === "pictures" ? "Pictures by class" : "Boxes by class"}
            bars={byClass}
            picked={view.cls}
            onPick={({ key }) =>
              change({ cls: key === view.cls ? undefined : key, tab: "pictures" })
            }
          />
        </Part>
      )}
      {unit === "boxes" && (
        <>
          <Part title="Box sizes" note="side, of the picture">
            <Bars
              label="Boxes by size"
              bars={sizes}
              picked={view.size}
              onPick={({ key }) =>
                change({ size: key === view.size ? undefined : key, tab: "pictures" })
              }
            />
          </Part>
          <Part title="Box positions" note="of their centres">
            <Positions
              counts={statistics.positions}
              grid={dataset.grid ?? 1}
              picked={view.cell}
              onPick={(cell) =>
                change({ cell: cell === view.cell ? undefined : cell, tab: "pictures" })
              }
            />
          </Part>
        </>
      )}
      <Part
        title="Picture sizes"
        note={
          statistics.distinct_image_sizes > pictures.length
            ? `px; the ${pictures.length} most frequent`
            : "px"
        }
      >
        <Bars
          label="Pictures by size"
          bars={pictures}
          picked={view.shape}
          onPick={({ key }) =>
            change({ shape: key === view.shape ? undefined : key, tab: "pictures" })
          }
        />
      </Part>
      <dl className={classes.facts}>
        <dt>Task</dt>
        <dd>{dataset.task}</dd>
        {dataset.keypoints && (
          <>
            <dt>Keypoints</dt>
            <dd title={(dataset.keypoints.names ?? []).join(", ")}>
              {dataset.keypoints.shape[0]}
              {dataset.keypoints.flip ? "" : ", no left and right"}
            </dd>
          </>
        )}
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
