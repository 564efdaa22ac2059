import { ActionIcon, Group, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Shuffle } from "lucide-react";
import { useState } from "react";
import { BoxOverlay } from "../../../ui/BoxOverlay";
import { ErrorState } from "../../../ui/ErrorState";
import { ListSkeleton } from "../../../ui/Skeletons";
import { shapes } from "../../datasets/shapes";
import type { TrainArgument } from "../queries";
import classes from "./AugmentedPictures.module.css";
import { type Args, type AugmentedPicture, augmentedQuery } from "./api";

interface AugmentedPicturesProps {
  dataset: string;
  /** Of the model; null: that of the data set. */
  task: string | null;
  all: readonly TrainArgument[];
  args: Args;
  /** While an argument cannot be, the pictures stay as they were. */
  wrong: boolean;
}

const PAUSE_MS = 500;
const COUNT = 4;
/** Besides the group of augmentations. */
const ALSO = new Set(["imgsz", "fraction", "classes", "single_cls", "rect"]);

/** The user's own pictures as the loader of this training would hand them to the model. */
export function AugmentedPictures(props: AugmentedPicturesProps) {
  const { dataset, task, all, args, wrong } = props;
  const [seed, setSeed] = useState(0);
  const request = { args: concerned(all, args), task, seed, count: COUNT };
  const [settled] = useDebouncedValue(JSON.stringify(request), PAUSE_MS);
  const { data, error, isFetching, refetch } = useQuery({
    ...augmentedQuery(dataset, JSON.parse(settled)),
    enabled: !wrong,
  });
  return (
    <section aria-labelledby="augmented">
      <Group justify="space-between" mb="sm">
        <h3 id="augmented" className={classes.title}>
          As the loader makes them
        </h3>
        <ActionIcon
          variant="default"
          size={26}
          aria-label="Another sample"
          title="Another sample"
          onClick={() => setSeed((before) => before + 1)}
        >
          <Shuffle size={14} aria-hidden />
        </ActionIcon>
      </Group>
      {error && !isFetching ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : data ? (
        <div className={classes.pictures} data-pending={isFetching || undefined}>
          {data.pictures.map((picture, index) => (
            <Picture key={index} picture={picture} number={index + 1} task={task} />
          ))}
        </div>
      ) : (
        <ListSkeleton rows={4} height={90} />
      )}
      <Text c="dimmed" size="xs" mt={4}>
        Mosaic, mixing, colours, turns and flips by the arguments beside; close_mosaic and
        multi_scale act later.
      </Text>
    </section>
  );
}

interface PictureProps {
  picture: AugmentedPicture;
  number: number;
  task: string | null;
}

function Picture({ picture, number, task }: PictureProps) {
  const { url, width, height, label } = picture;
  return (
    <figure className={classes.picture}>
      <BoxOverlay
        src={url}
        width={width}
        height={height}
        boxes={shapes(picture, task)}
        labels={false}
        alt={`Sample ${number}`}
      />
      {label && <figcaption>{label}</figcaption>}
    </figure>
  );
}

/** Those of the arguments that change what the loader makes. */
function concerned(all: readonly TrainArgument[], args: Args): Args {
  const names = new Set(
    all
      .filter(({ name, group }) => group === "Augmentation" || ALSO.has(name))
      .map(({ name }) => name),
  );
  return Object.fromEntries(Object.entries(args).filter(([name]) => names.has(name)));
}
