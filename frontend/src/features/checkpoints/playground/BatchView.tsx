import { Button, Group, Pagination, Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useRef, useState } from "react";
import { BoxOverlay } from "../../../ui/BoxOverlay";
import { ErrorState } from "../../../ui/ErrorState";
import { BlockSkeleton } from "../../../ui/Skeletons";
import { type Batch, batchesQuery, batchResultsQuery, type FrameResult } from "../queries";
import classes from "./BatchView.module.css";
import { clock, foundText, progressText } from "./batch";
import { FoundTable } from "./FoundTable";
import { drawn } from "./PictureView";

const PAGE = 50;

interface BatchViewProps {
  checkpoint: string;
  task: string | null;
  id: string;
}

/** What was found in a folder or a video: picture by picture, with the one that was chosen. */
export function BatchView({ checkpoint, task, id }: BatchViewProps) {
  const { data: batches, error, refetch } = useQuery(batchesQuery(checkpoint));
  const batch = batches?.find((one) => one.id === id);
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  if (!batches) return <BlockSkeleton height={320} />;
  if (!batch) return <p>These results have been deleted.</p>;
  return <Results key={id} batch={batch} task={task ?? "detect"} />;
}

function Results({ batch, task }: { batch: Batch; task: string }) {
  const [page, setPage] = useState(1);
  const [index, setIndex] = useState(0);
  const video = useRef<HTMLVideoElement>(null);
  const { data } = useQuery(batchResultsQuery(batch, (page - 1) * PAGE, PAGE));
  const address = `/api/checkpoints/${batch.checkpoint}/batches/${batch.id}`;
  const chosen = data?.results.find((one) => one.index === index);
  const play = batch.video && batch.status !== "running";

  function choose(result: FrameResult) {
    setIndex(result.index);
    if (video.current && result.seconds !== null) video.current.currentTime = result.seconds;
  }

  return (
    <div className={classes.results}>
      <Group gap="sm">
        <p className={classes.note} role="status" aria-label="Batch">
          {progressText(batch)}
        </p>
        <Group gap="xs" ml="auto" role="group" aria-label="Take away">
          {["results.json", "results.csv", ...(play ? ["video.mp4"] : [])].map((name) => (
            <Button
              key={name}
              component="a"
              href={`${address}/files/${name}`}
              download={`${batch.id}-${name}`}
              variant="default"
              leftSection={<Download size={14} aria-hidden />}
            >
              {TITLES[name]}
            </Button>
          ))}
        </Group>
      </Group>
      {play && (
        // biome-ignore lint/a11y/useMediaCaption: the frames of a detector have no words
        <video
          ref={video}
          className={classes.video}
          src={`${address}/files/video.mp4`}
          controls
          preload="auto"
          aria-label={`${batch.source} with what was found`}
        />
      )}
      {batch.kind === "folder" && chosen && !chosen.error && (
        <div
          className={classes.picture}
          style={{ maxWidth: `calc(48vh * ${chosen.width / chosen.height})` }}
        >
          <BoxOverlay
            key={chosen.index}
            src={`${address}/pictures/${chosen.index}`}
            width={chosen.width}
            height={chosen.height}
            boxes={chosen.boxes.map((box) => drawn(box, task))}
            alt={chosen.name}
          />
        </div>
      )}
      {data && data.results.length > 0 && (
        <div className={classes.scroll}>
          <Table aria-label="Results" highlightOnHover>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{batch.kind === "video" ? "Frame" : "Picture"}</Table.Th>
                {batch.kind === "video" && <Table.Th>Time</Table.Th>}
                <Table.Th>Found</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.results.map((one) => (
                <Table.Tr key={one.index} data-chosen={one.index === index || undefined}>
                  <Table.Td>
                    <button type="button" className={classes.name} onClick={() => choose(one)}>
                      {one.name}
                    </button>
                  </Table.Td>
                  {batch.kind === "video" && (
                    <Table.Td>{one.seconds === null ? "" : clock(one.seconds)}</Table.Td>
                  )}
                  <Table.Td>{foundText(one)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      {data && data.total > PAGE && (
        <Pagination
          size="sm"
          total={Math.ceil(data.total / PAGE)}
          value={page}
          onChange={setPage}
          getControlProps={(control) => ({ "aria-label": `${control} page` })}
        />
      )}
      {chosen && chosen.boxes.length > 0 && <FoundTable found={chosen} boxes={chosen.boxes} />}
    </div>
  );
}

const TITLES: Record<string, string> = {
  "results.json": "JSON",
  "results.csv": "CSV",
  "video.mp4": "Video",
};
