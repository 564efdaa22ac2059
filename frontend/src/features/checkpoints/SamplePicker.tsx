import { ActionIcon, Group, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useState } from "react";
import { ErrorState } from "../../ui/ErrorState";
import { formatNumber } from "../../ui/format";
import { type Picture, readyDatasetsQuery, type Sample, samplesQuery } from "./queries";
import classes from "./SamplePicker.module.css";

const PAGE = 9;

interface SamplePickerProps {
  /** The data set to begin with, where it is still there: what the checkpoint was trained on. */
  own: string | null;
  onPick: (picture: Picture) => void;
}

/** Thumbnails of a data set, to try the checkpoint on one. Validation pictures come first. */
export function SamplePicker({ own, onPick }: SamplePickerProps) {
  const { data: datasets } = useQuery(readyDatasetsQuery);
  const [chosen, setChosen] = useState<string | null>(null);
  const [split, setSplit] = useState("val");
  const [offset, setOffset] = useState(0);
  const dataset = datasets?.find((one) => one.name === (chosen ?? own)) ?? datasets?.[0];
  if (!dataset) return null;
  const from = (name: string | null, part: string) => {
    setChosen(name);
    setSplit(part);
    setOffset(0);
  };
  return (
    <>
      <Group gap="sm" wrap="nowrap">
        <Select
          flex={1}
          aria-label="Data set"
          allowDeselect={false}
          data={datasets?.map((one) => one.name) ?? []}
          value={dataset.name}
          onChange={(name) => from(name, "val")}
        />
        <Select
          w={88}
          aria-label="Split"
          allowDeselect={false}
          data={Object.keys(dataset.splits)}
          value={split}
          onChange={(part) => from(dataset.name, part ?? "val")}
        />
      </Group>
      <Thumbnails
        dataset={dataset.name}
        split={split}
        offset={offset}
        onPick={onPick}
        onTurn={setOffset}
      />
    </>
  );
}

interface ThumbnailsProps {
  dataset: string;
  split: string;
  offset: number;
  onPick: (picture: Picture) => void;
  /** Another page, from this picture on. */
  onTurn: (offset: number) => void;
}

function Thumbnails({ dataset, split, offset, onPick, onTurn }: ThumbnailsProps) {
  const { data, error, refetch } = useQuery(samplesQuery(dataset, split, offset, PAGE));
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  return (
    <>
      <div className={classes.grid}>
        {data?.samples.map((sample) => (
          <button
            key={sample.url}
            type="button"
            className={classes.thumbnail}
            aria-label={`Try ${sample.file}`}
            onClick={() => onPick(fromDataset(dataset, sample))}
          >
            <img src={sample.thumbnail} alt="" loading="lazy" />
          </button>
        ))}
      </div>
      <Group gap="xs" justify="end">
        <span className={classes.place}>
          {data && data.total > 0
            ? `${formatNumber(offset + 1)} to ${formatNumber(offset + data.samples.length)} of ${formatNumber(data.total)}`
            : "No pictures"}
        </span>
        <ActionIcon
          variant="default"
          aria-label="Pictures before"
          disabled={offset === 0}
          onClick={() => onTurn(Math.max(0, offset - PAGE))}
        >
          <ChevronLeft size={14} aria-hidden />
        </ActionIcon>
        <ActionIcon
          variant="default"
          aria-label="Pictures after"
          disabled={!data || offset + PAGE >= data.total}
          onClick={() => onTurn(offset + PAGE)}
        >
          <ChevronRight size={14} aria-hidden />
        </ActionIcon>
      </Group>
    </>
  );
}

function fromDataset(dataset: string, sample: Sample): Picture {
  return { key: sample.url, name: sample.file, url: sample.url, dataset, sample };
}
