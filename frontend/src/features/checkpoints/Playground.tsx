import { Text } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useSearchParams } from "react-router";
import { DropZone } from "../../ui/DropZone";
import classes from "./Playground.module.css";
import { Batches } from "./playground/Batches";
import { BatchView } from "./playground/BatchView";
import { PictureView } from "./playground/PictureView";
import { Strip } from "./playground/Strip";
import { useThresholds } from "./playground/useThresholds";
import type { CheckpointDetail, Picture } from "./queries";
import { SamplePicker } from "./SamplePicker";

/** Pictures, folders and videos, and what this checkpoint finds in them. */
export function Playground({ checkpoint }: { checkpoint: CheckpointDetail }) {
  const [params, setParams] = useSearchParams();
  const [pictures, setPictures] = useState<readonly Picture[]>([]);
  const [picture, setPicture] = useState<Picture>();
  const thresholds = useThresholds();
  const dropped = useRef<readonly Picture[]>([]);
  useEffect(() => () => release(dropped.current), []);
  const batch = params.get("batch");

  function open(id: string | null) {
    setParams(
      (now) => {
        if (id) now.set("batch", id);
        else now.delete("batch");
        return now;
      },
      { replace: true },
    );
  }

  function drop(files: readonly File[]) {
    release(dropped.current);
    const next = files.map(fromDisk);
    dropped.current = next;
    setPictures(next);
    show(next[0]);
  }

  function show(next: Picture | undefined) {
    setPicture(next);
    open(null);
  }

  if (checkpoint.state === "needs_acceptance") {
    return <p>Its modules must be accepted before it can look at pictures: see Modules.</p>;
  }
  return (
    <div className={classes.columns}>
      <div className={classes.stage}>
        {batch ? (
          <BatchView checkpoint={checkpoint.id} task={checkpoint.task} id={batch} />
        ) : picture ? (
          <>
            {pictures.length > 1 && (
              <Strip pictures={pictures} chosen={picture.key} onChoose={show} />
            )}
            <PictureView checkpoint={checkpoint} picture={picture} thresholds={thresholds} />
          </>
        ) : (
          <Text c="dimmed">
            Drop pictures, or take one of a data set, to see what this checkpoint finds in them.
          </Text>
        )}
      </div>
      <aside className={classes.side} aria-label="Pictures">
        <DropZone
          label="Drop pictures here, or choose some"
          accept="image/jpeg,image/png,image/webp,image/bmp,image/tiff"
          multiple
          onFiles={drop}
        >
          JPEG, PNG, WebP, BMP, TIFF
        </DropZone>
        <SamplePicker own={checkpoint.dataset} onPick={show} />
        <Batches
          checkpoint={checkpoint.id}
          thresholds={thresholds}
          chosen={batch}
          onChoose={open}
        />
      </aside>
    </div>
  );
}

let count = 0;

function fromDisk(file: File): Picture {
  count += 1;
  return { key: `dropped ${count}`, name: file.name, url: URL.createObjectURL(file), file };
}

function release(pictures: readonly Picture[]) {
  for (const { url } of pictures) URL.revokeObjectURL(url);
}
