import { Title } from "@mantine/core";
import { CircleCheck, CircleX, Info, Wrench } from "lucide-react";
import { formatNumber } from "../../ui/format";
import type { DatasetDetail, ReportEntry } from "./queries";
import classes from "./Report.module.css";

const ACTIONS = {
  repaired: { icon: Wrench, word: "Repaired" },
  dropped: { icon: CircleX, word: "Dropped" },
  noted: { icon: Info, word: "Noted" },
};

/** What the import repaired, dropped and noticed, kind by kind, with the pictures. */
export function Report({ dataset }: { dataset: DatasetDetail }) {
  const entries = dataset.report ?? [];
  if (entries.length === 0) {
    return (
      <p className={classes.fine}>
        <CircleCheck size={16} aria-hidden />
        Nothing had to be repaired or dropped.
      </p>
    );
  }
  return (
    <div className={classes.report}>
      {entries.map((entry) => (
        <Entry key={entry.kind} entry={entry} dataset={dataset} />
      ))}
    </div>
  );
}

function Entry({ entry, dataset }: { entry: ReportEntry; dataset: DatasetDetail }) {
  const { icon: Icon, word } = ACTIONS[entry.action];
  const found = entry.places.reduce((sum, { count }) => sum + count, 0);
  return (
    <section className={classes.entry} data-action={entry.action}>
      <div className={classes.head}>
        <span className={classes.action}>
          <Icon size={14} aria-hidden />
          {word} {formatNumber(entry.count)}
        </span>
        <Title order={2}>{entry.text}</Title>
      </div>
      <ul className={classes.places}>
        {entry.places.map(({ place, image, count }) => (
          <li key={place}>
            {image ? (
              <img src={pictureUrl(dataset, image)} alt="" loading="lazy" decoding="async" />
            ) : (
              <span className={classes.gone} aria-hidden />
            )}
            <span className={classes.place} title={place}>
              {place.slice(place.lastIndexOf("/") + 1)}
            </span>
            {count > 1 && <span className={classes.count}>{formatNumber(count)}×</span>}
          </li>
        ))}
      </ul>
      {found < entry.count && (
        <p className={classes.more}>and {formatNumber(entry.count - found)} more</p>
      )}
    </section>
  );
}

function pictureUrl({ name, hash }: DatasetDetail, image: string): string {
  const path = image.split("/").map(encodeURIComponent).join("/");
  return `/api/datasets/${name}/images/${path}?v=${hash?.slice(0, 12)}&thumbnail=true`;
}
