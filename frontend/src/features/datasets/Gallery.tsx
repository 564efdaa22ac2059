import { Button, Group, Pagination, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useMemo } from "react";
import { useActions } from "../../app/actions";
import { BoxOverlay } from "../../ui/BoxOverlay";
import { ErrorState } from "../../ui/ErrorState";
import { formatNumber } from "../../ui/format";
import { BlockSkeleton } from "../../ui/Skeletons";
import classes from "./Gallery.module.css";
import { PictureDialog } from "./PictureDialog";
import { type DatasetDetail, PAGE_SIZE, type Sample, SPLITS, samplesQuery } from "./queries";
import type { View } from "./useView";

const CELL = 4 / 3;

interface GalleryProps {
  dataset: DatasetDetail;
  view: View;
  change: (change: Partial<View>) => void;
}

/** Pictures with their boxes, a page at a time; a click opens one. */
export function Gallery({ dataset, view, change }: GalleryProps) {
  const { data, error, refetch, isPlaceholderData } = useQuery(samplesQuery(dataset.name, view));
  const pages = Math.ceil((data?.total ?? 0) / PAGE_SIZE);
  const splits = SPLITS.filter((split) => dataset.splits?.[split]);
  const picked = view.cls === undefined ? undefined : dataset.classes?.[view.cls];

  const { page, picture } = view;
  const actions = useMemo(() => {
    const closed = picture === undefined;
    const turn = (by: number) => () => change({ page: page + by });
    return [
      {
        label: "Next page",
        keys: "ArrowRight",
        keysOnly: true,
        disabled: !closed || page + 1 >= pages,
        run: turn(1),
      },
      {
        label: "Page before",
        keys: "ArrowLeft",
        keysOnly: true,
        disabled: !closed || page === 0,
        run: turn(-1),
      },
    ];
  }, [page, pages, picture, change]);
  useActions("Pictures", actions);

  if (error) return <ErrorState error={error} onRetry={refetch} />;
  return (
    <>
      <Group gap="md" mb="md">
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
        {view.cls !== undefined && (
          <Button
            variant="default"
            rightSection={<X size={14} aria-hidden />}
            aria-label={`Show all classes, not only ${picked}`}
            onClick={() => change({ cls: undefined })}
          >
            {picked ?? `Class ${view.cls}`}
          </Button>
        )}
        {data && (
          <span className={classes.total} role="status">
            {formatNumber(data.total)} {data.total === 1 ? "picture" : "pictures"}
          </span>
        )}
        {pages > 1 && (
          <Pagination
            className={classes.pager ?? ""}
            size="sm"
            siblings={1}
            total={pages}
            value={view.page + 1}
            onChange={(next) => change({ page: next - 1 })}
            getControlProps={(control) => ({ "aria-label": CONTROL_NAMES[control] })}
          />
        )}
      </Group>
      {!data ? (
        <BlockSkeleton height={480} />
      ) : data.total === 0 ? (
        <p>No picture fits the filters.</p>
      ) : (
        <ul
          className={classes.grid}
          aria-label="Pictures"
          data-old={isPlaceholderData || undefined}
        >
          {data.samples.map((sample, index) => (
            <li key={`${sample.split}/${sample.file}`}>
              <Thumbnail sample={sample} onOpen={() => change({ picture: data.offset + index })} />
            </li>
          ))}
        </ul>
      )}
      {view.picture !== undefined && (
        <PictureDialog dataset={dataset} view={view} at={view.picture} change={change} />
      )}
    </>
  );
}

const CONTROL_NAMES = {
  first: "First page",
  previous: "Page before",
  next: "Next page",
  last: "Last page",
};

/** In a frame of 4 : 3, so that the rows stay even whatever the pictures' shapes. */
function Thumbnail({ sample, onOpen }: { sample: Sample; onOpen: () => void }) {
  const shape = sample.width / sample.height;
  return (
    <button type="button" className={classes.thumbnail} onClick={onOpen}>
      <span className={classes.frame}>
        <span style={{ width: `${100 * Math.min(1, shape / CELL)}%` }}>
          <BoxOverlay
            src={sample.thumbnail}
            width={sample.width}
            height={sample.height}
            boxes={sample.boxes}
            alt={sample.file}
            labels={false}
          />
        </span>
      </span>
      <span className={classes.caption} aria-hidden>
        <span className={classes.file}>{sample.file}</span>
        {sample.boxes.length}
      </span>
    </button>
  );
}
