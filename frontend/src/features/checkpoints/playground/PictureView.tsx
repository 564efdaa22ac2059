import { Button, Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useState } from "react";
import { BoxOverlay } from "../../../ui/BoxOverlay";
import { ErrorState } from "../../../ui/ErrorState";
import { formatNumber } from "../../../ui/format";
import { BlockSkeleton } from "../../../ui/Skeletons";
import classes from "../Playground.module.css";
import {
  type CheckpointDetail,
  type Detection,
  type Picture,
  type Prediction,
  predictionQuery,
} from "../queries";
import { Controls } from "./Controls";
import { DenseView } from "./DenseView";
import { FoundTable } from "./FoundTable";
import { Scores } from "./Scores";
import { shown } from "./suppress";
import { asCsv, asJson, draw, save, stem } from "./takeAway";
import type { LiveThresholds } from "./useThresholds";

interface PictureViewProps {
  checkpoint: CheckpointDetail;
  picture: Picture;
  thresholds: LiveThresholds;
}

/** One picture and what is found in it. */
export function PictureView({ checkpoint, picture, thresholds }: PictureViewProps) {
  const [imgsz, setImgsz] = useState<number | null>(null);
  const { data, error, isFetching, refetch } = useQuery(
    predictionQuery(checkpoint, picture, imgsz),
  );
  if (error && !data) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <BlockSkeleton height={360} />;
  const boxes = shown(data, thresholds);
  return (
    <>
      <Controls
        found={data}
        thresholds={thresholds}
        imgsz={imgsz}
        trained={checkpoint.imgsz}
        onImgsz={setImgsz}
      />
      <div
        className={classes.picture}
        style={{ maxWidth: `calc(56vh * ${data.width / data.height})` }}
      >
        {data.dense ? (
          <DenseView src={picture.url} found={data} dense={data.dense} />
        ) : (
          <BoxOverlay
            src={picture.url}
            width={data.width}
            height={data.height}
            boxes={boxes.map((box) => drawn(box, data.task))}
            alt={picture.name}
          />
        )}
      </div>
      <Group gap="sm">
        <p className={classes.note} role="status">
          {isFetching ? "Looking again" : said(data, boxes.length)}
        </p>
        <TakeAway found={data} boxes={boxes} picture={picture} />
      </Group>
      {data.scores && data.scores.length > 0 && <Scores scores={data.scores} kind={data.task} />}
      {boxes.length > 0 && <FoundTable found={data} boxes={boxes} />}
    </>
  );
}

/** As the overlay draws it: a rotated box by its corners alone. */
export function drawn(box: Detection, task: string) {
  return { ...box, frame: task !== "obb" };
}

function said(
  { boxes, scores, dense, width, height, imgsz, ms }: Prediction,
  count: number,
): string {
  const size = `${width}×${height} px seen at ${imgsz} · ${formatNumber(ms)} ms`;
  return scores?.length || dense ? size : `${count} of ${boxes.length} candidates · ${size}`;
}

interface TakeAwayProps {
  found: Prediction;
  boxes: readonly Detection[];
  picture: Picture;
}

function TakeAway({ found, boxes, picture }: TakeAwayProps) {
  const name = stem(picture.name);
  async function savePicture() {
    const image = new Image();
    image.src = picture.url;
    await image.decode();
    const canvas = document.createElement("canvas");
    draw(canvas, image, found, boxes);
    canvas.toBlob((blob) => blob && save(blob, `${name}-found.png`), "image/png");
  }
  const icon = <Download size={14} aria-hidden />;
  return (
    <Group gap="xs" ml="auto" role="group" aria-label="Take away">
      <Button
        variant="default"
        leftSection={icon}
        onClick={() =>
          save(new Blob([asJson(found, boxes)], { type: "application/json" }), `${name}.json`)
        }
      >
        JSON
      </Button>
      <Button
        variant="default"
        leftSection={icon}
        onClick={() => save(new Blob([asCsv(found, boxes)], { type: "text/csv" }), `${name}.csv`)}
      >
        CSV
      </Button>
      {!found.dense && (
        <Button variant="default" leftSection={icon} onClick={savePicture}>
          Picture
        </Button>
      )}
    </Group>
  );
}
