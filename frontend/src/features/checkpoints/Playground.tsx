import { Checkbox, Select, Slider, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { BoxOverlay } from "../../ui/BoxOverlay";
import { classColour } from "../../ui/classColours";
import { DropZone } from "../../ui/DropZone";
import { ErrorState } from "../../ui/ErrorState";
import { formatNumber } from "../../ui/format";
import { BlockSkeleton } from "../../ui/Skeletons";
import { countClasses, shownBoxes } from "./checkpoint";
import classes from "./Playground.module.css";
import { type CheckpointDetail, type Picture, predictionQuery } from "./queries";
import { SamplePicker } from "./SamplePicker";

/** A picture's boxes. The confidence acts at once, here; the other two ask the model again. */
export function Playground({ checkpoint }: { checkpoint: CheckpointDetail }) {
  const [picture, setPicture] = useState<Picture>();
  const shownUrl = useRef<string>(undefined);
  useEffect(() => () => release(shownUrl.current), []);

  function show(next: Picture) {
    release(shownUrl.current);
    shownUrl.current = next.url;
    setPicture(next);
  }

  if (checkpoint.state === "needs_acceptance") {
    return <p>Its modules must be accepted before it can look at pictures: see Modules.</p>;
  }
  return (
    <div className={classes.columns}>
      <div className={classes.stage}>
        {picture ? (
          <Result checkpoint={checkpoint} picture={picture} />
        ) : (
          <Text c="dimmed">
            Drop a picture, or take one of a data set, to see what this checkpoint finds in it.
          </Text>
        )}
      </div>
      <aside className={classes.side} aria-label="Pictures">
        <DropZone
          label="Drop a picture here, or choose one"
          accept="image/jpeg,image/png,image/webp,image/bmp,image/tiff"
          onFiles={([file]) => file && show(fromDisk(file))}
        >
          JPEG, PNG, WebP, BMP, TIFF
        </DropZone>
        <SamplePicker onPick={show} />
      </aside>
    </div>
  );
}

let dropped = 0;

function fromDisk(file: File): Picture {
  dropped += 1;
  return { key: `dropped ${dropped}`, name: file.name, url: URL.createObjectURL(file), file };
}

function release(url: string | undefined) {
  if (url?.startsWith("blob:")) URL.revokeObjectURL(url);
}

const AS_TRAINED = "";
const SIZES = ["96", "160", "320", "480", "640", "960", "1280"];

function Result({ checkpoint, picture }: { checkpoint: CheckpointDetail; picture: Picture }) {
  const [confidence, setConfidence] = useState(0.25);
  const [iou, setIou] = useState(0.7);
  const [imgsz, setImgsz] = useState<number | null>(null);
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set());
  const { data, error, isFetching, refetch } = useQuery(
    predictionQuery(checkpoint.id, picture, { iou, imgsz }),
  );

  function toggle(cls: number) {
    const next = new Set(hidden);
    if (!next.delete(cls)) next.add(cls);
    setHidden(next);
  }

  if (error) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <BlockSkeleton height={360} />;
  const boxes = shownBoxes(data.boxes, confidence, hidden);
  return (
    <>
      <div className={classes.controls}>
        <Threshold label="Confidence" value={confidence} onChange={setConfidence} />
        <Threshold label="IoU" value={iou} onChangeEnd={setIou} />
        <Select
          label="Image size"
          className={classes.size ?? ""}
          allowDeselect={false}
          data={[
            { value: AS_TRAINED, label: `as trained (${checkpoint.imgsz ?? data.imgsz})` },
            ...SIZES,
          ]}
          value={imgsz === null ? AS_TRAINED : String(imgsz)}
          onChange={(value) => setImgsz(value ? Number(value) : null)}
        />
      </div>
      <fieldset className={classes.classes}>
        <legend className={classes.legend}>Found</legend>
        {countClasses(data.boxes, confidence).map(({ cls, name, count }) => (
          <Checkbox
            key={cls}
            size="xs"
            color={classColour(cls)}
            iconColor="black"
            label={`${name} (${count})`}
            checked={!hidden.has(cls)}
            onChange={() => toggle(cls)}
          />
        ))}
        {data.boxes.length === 0 && <span>nothing, at any confidence</span>}
      </fieldset>
      <div
        className={classes.picture}
        style={{ maxWidth: `calc(56vh * ${data.width / data.height})` }}
      >
        <BoxOverlay
          src={picture.url}
          width={data.width}
          height={data.height}
          boxes={boxes}
          alt={picture.name}
        />
      </div>
      <p className={classes.note} role="status">
        {isFetching
          ? "Looking again"
          : `${boxes.length} of ${data.boxes.length} boxes · ${data.width}×${data.height} px seen at ${data.imgsz} · ${formatNumber(data.ms)} ms`}
      </p>
    </>
  );
}

interface ThresholdProps {
  label: string;
  value: number;
  /** While it is moved. */
  onChange?: (value: number) => void;
  /** When it is let go. */
  onChangeEnd?: (value: number) => void;
}

function Threshold({ label, value, onChange, onChangeEnd }: ThresholdProps) {
  const [moving, setMoving] = useState(value);
  return (
    <div className={classes.threshold}>
      <div className={classes.label}>
        {label} <output>{moving.toFixed(2)}</output>
      </div>
      <Slider
        thumbLabel={label}
        label={null}
        size="sm"
        min={0.01}
        max={1}
        step={0.01}
        value={moving}
        onChange={(next) => {
          setMoving(next);
          onChange?.(next);
        }}
        {...(onChangeEnd && { onChangeEnd })}
      />
    </div>
  );
}
