import { ActionIcon, Group, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { type KeyboardEvent, useEffect, useEffectEvent, useState } from "react";
import { BoxOverlay } from "../../ui/BoxOverlay";
import { Dialog } from "../../ui/Dialog";
import { ErrorState } from "../../ui/ErrorState";
import { formatNumber } from "../../ui/format";
import { BlockSkeleton } from "../../ui/Skeletons";
import classes from "./PictureDialog.module.css";
import { type DatasetDetail, PAGE_SIZE, type Sample, samplesQuery } from "./queries";
import { shapes } from "./shapes";
import type { View } from "./useView";

interface PictureDialogProps {
  dataset: DatasetDetail;
  view: View;
  /** Place of the picture to begin with among all that fit the filters, from 0. */
  first: number;
  /** How many fit them: known before the picture's page is. */
  total: number;
  change: (change: Partial<View>) => void;
}

/**
 * One picture at full size with its boxes; arrow keys lead on, over the pages too. The place is the dialog's own and the
 * address follows: keys that come faster than an address is drawn all count.
 */
export function PictureDialog({ dataset, view, first, total, change }: PictureDialogProps) {
  const [at, setAt] = useState(first);
  const page = Math.floor(at / PAGE_SIZE);
  const { data, error } = useQuery(samplesQuery(dataset.name, view, page));
  const sample = data?.samples[at % PAGE_SIZE];
  const [shown, setShown] = useState("picture");

  const tell = useEffectEvent(() => change({ picture: at }));
  useEffect(() => {
    if (at !== first) tell();
  }, [at, first]);

  function go(step: number) {
    setAt((now) => Math.min(Math.max(now + step, 0), total - 1));
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.target instanceof HTMLInputElement) return; // a choice has arrow keys of its own
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) go(step);
  }

  return (
    <Dialog
      onClose={() => change({ picture: undefined })}
      title={sample?.file ?? "Picture"}
      size={sample ? `calc(max(440px, 72dvh * ${sample.width / sample.height} + 24px))` : "xl"}
      onKeyDown={onKeyDown}
    >
      {error ? (
        <ErrorState error={error} />
      ) : !sample ? (
        data ? (
          <p>There is no such picture.</p>
        ) : (
          <BlockSkeleton height={480} />
        )
      ) : (
        <BoxOverlay
          src={shown === "depth" && sample.depth ? sample.depth : sample.url}
          width={sample.width}
          height={sample.height}
          boxes={shapes(sample, dataset.task)}
          alt={shown === "depth" ? `Depth map of ${sample.file}` : sample.file}
        />
      )}
      <Group justify="space-between" mt="md">
        <span className={classes.facts}>
          {sample &&
            [
              sample.split,
              `${sample.width} × ${sample.height} px`,
              sample.name ?? content(sample),
              sample.repaired ? "repaired" : "",
            ]
              .filter(Boolean)
              .join(" · ")}
        </span>
        <Group gap="sm">
          {sample?.depth && (
            <SegmentedControl
              aria-label="What is shown"
              data={[
                { value: "picture", label: "Picture" },
                { value: "depth", label: "Depth" },
              ]}
              value={shown}
              onChange={setShown}
            />
          )}
          <span className={classes.facts}>
            {formatNumber(at + 1)} of {formatNumber(total)}
          </span>
          <ActionIcon
            variant="default"
            size={30}
            aria-label="Picture before"
            {...unusable(at === 0)}
            onClick={() => go(-1)}
          >
            <ChevronLeft size={16} aria-hidden />
          </ActionIcon>
          <ActionIcon
            variant="default"
            size={30}
            aria-label="Next picture"
            data-autofocus
            {...unusable(at + 1 >= total)}
            onClick={() => go(1)}
          >
            <ChevronRight size={16} aria-hidden />
          </ActionIcon>
        </Group>
      </Group>
    </Dialog>
  );
}

/** A button that leads nowhere keeps the focus, which a disabled one loses, and with it the keys. */
function unusable(now: boolean) {
  return now ? { "aria-disabled": true, "data-disabled": true } : {};
}

function content({ boxes, depth }: Sample): string {
  if (depth) return "brighter is nearer, black unknown";
  return `${boxes.length} ${boxes.length === 1 ? "box" : "boxes"}`;
}
