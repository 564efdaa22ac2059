import { Button, Group, SegmentedControl, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { ErrorState } from "../../ui/ErrorState";
import { formatNumber } from "../../ui/format";
import { SearchField } from "../../ui/SearchField";
import { BlockSkeleton } from "../../ui/Skeletons";
import { binLabels, counted } from "./counts";
import classes from "./Gallery.module.css";
import { PictureDialog } from "./PictureDialog";
import { PictureGrid } from "./PictureGrid";
import { type DatasetDetail, SPLITS, samplesQuery } from "./queries";
import { ONLY, SORTS, type View } from "./useView";

interface GalleryProps {
  dataset: DatasetDetail;
  view: View;
  change: (change: Partial<View>) => void;
}

/** Pictures with their boxes in one scroll, filtered and sorted; a click opens one. */
export function Gallery({ dataset, view, change }: GalleryProps) {
  const { data, error, refetch } = useQuery(samplesQuery(dataset.name, view, 0));
  const { tab: _, picture: __, ...filter } = view;
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  return (
    <div className={classes.gallery}>
      <FilterBar dataset={dataset} view={view} change={change} total={data?.total} />
      {!data ? (
        <BlockSkeleton height={480} />
      ) : data.total === 0 ? (
        <p>No picture fits the filters.</p>
      ) : (
        <PictureGrid
          key={JSON.stringify(filter)}
          dataset={dataset}
          filter={view}
          total={data.total}
          onOpen={(picture) => change({ picture })}
        />
      )}
      {data && view.picture !== undefined && (
        <PictureDialog
          dataset={dataset}
          view={view}
          first={view.picture}
          total={data.total}
          change={change}
        />
      )}
    </div>
  );
}

function FilterBar({ dataset, view, change, total }: GalleryProps & { total: number | undefined }) {
  const splits = SPLITS.filter((split) => dataset.splits?.[split]);
  const boxed = counted(dataset.task) === "boxes";
  return (
    <Group gap="sm" mb="sm">
      <SegmentedControl
        aria-label="Split"
        data={[
          { value: "", label: `All ${formatNumber(dataset.images)}` },
          ...splits.map((split) => ({
            value: split,
            label: `${split} ${formatNumber(dataset.splits?.[split])}`,
          })),
        ]}
        value={view.split ?? ""}
        onChange={(split) => change({ split: split || undefined })}
      />
      <Select
        aria-label="Which pictures"
        className={classes.choice ?? ""}
        data={[
          { value: "", label: "All pictures" },
          { value: "repaired", label: "Repaired" },
          ...(boxed ? [{ value: "empty", label: "Without boxes" }] : []),
        ]}
        value={view.only ?? ""}
        allowDeselect={false}
        onChange={(value) => change({ only: ONLY.find((one) => one === value) })}
      />
      <Select
        aria-label="Order"
        className={classes.choice ?? ""}
        data={[
          { value: "", label: "As imported" },
          ...(boxed
            ? [
                { value: "most", label: "Most boxes first" },
                { value: "fewest", label: "Fewest boxes first" },
              ]
            : []),
        ]}
        value={view.sort ?? ""}
        allowDeselect={false}
        onChange={(value) => change({ sort: SORTS.find((one) => one === value) })}
      />
      <SearchField
        label="Search file names"
        placeholder="File name"
        className={classes.choice}
        told={view.text ?? ""}
        onRest={(text) => change({ text })}
      />
      {chips(dataset, view).map(({ label, without }) => (
        <Button
          key={label}
          variant="default"
          rightSection={<X size={14} aria-hidden />}
          aria-label={`Without the filter ${label}`}
          onClick={() => change(without)}
        >
          {label}
        </Button>
      ))}
      {total !== undefined && (
        <span className={classes.total} role="status">
          {formatNumber(total)} {total === 1 ? "picture" : "pictures"}
        </span>
      )}
    </Group>
  );
}

/** The filters that a click in the statistics has set, each with what takes it away. */
function chips(dataset: DatasetDetail, view: View): { label: string; without: Partial<View> }[] {
  const grid = dataset.grid ?? 1;
  const found: { label: string; without: Partial<View> }[] = [];
  if (view.cls !== undefined) {
    const label = dataset.classes?.[view.cls] ?? `Class ${view.cls}`;
    found.push({ label, without: { cls: undefined } });
  }
  if (view.size !== undefined) {
    const label = `Boxes ${binLabels(dataset.box_edges ?? [])[view.size] ?? view.size}`;
    found.push({ label, without: { size: undefined } });
  }
  if (view.cell !== undefined) {
    const label = `Row ${Math.floor(view.cell / grid) + 1}, column ${(view.cell % grid) + 1}`;
    found.push({ label, without: { cell: undefined } });
  }
  if (view.shape !== undefined) {
    found.push({ label: view.shape.replace("x", " × "), without: { shape: undefined } });
  }
  return found;
}
