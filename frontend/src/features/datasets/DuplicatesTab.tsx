import { Button, Group, Progress, Stack } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ErrorState } from "../../ui/ErrorState";
import { formatNumber } from "../../ui/format";
import { notifyProblem } from "../../ui/notify";
import { BlockSkeleton } from "../../ui/Skeletons";
import { progressText } from "./counts";
import classes from "./DuplicatesTab.module.css";
import {
  type DatasetDetail,
  type Duplicates,
  duplicatesQuery,
  searchDuplicates,
  stopSearch,
} from "./queries";

/** Pictures that are there more than once: those that reach over several splits first. */
export function DuplicatesTab({ dataset }: { dataset: DatasetDetail }) {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(duplicatesQuery(dataset.name));
  const search = useMutation({
    mutationFn: () => searchDuplicates(dataset.name),
    onSuccess: (found) => client.setQueryData(duplicatesQuery(dataset.name).queryKey, found),
    onError: notifyProblem,
  });
  const stop = useMutation({
    mutationFn: () => stopSearch(dataset.name),
    onSuccess: () => client.invalidateQueries(duplicatesQuery(dataset.name)),
    onError: notifyProblem,
  });
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <BlockSkeleton height={240} />;
  if (data.status === "searching") {
    const { progress } = data;
    const share = progress?.total ? (100 * (progress.done ?? 0)) / progress.total : 0;
    return (
      <div className={classes.progress}>
        <p role="status">{progressText(progress)}</p>
        <Progress aria-label="Search for duplicates" value={share} mb="md" />
        <Button variant="default" loading={stop.isPending} onClick={() => stop.mutate()}>
          Stop
        </Button>
      </div>
    );
  }
  const button = (
    <Button variant="default" loading={search.isPending} onClick={() => search.mutate()}>
      {data.status === "none" ? "Search for duplicates" : "Search again"}
    </Button>
  );
  return (
    <Stack gap="md">
      {data.error && <p role="alert">The search failed: {data.error}</p>}
      <Group gap="md">
        {button}
        <span role="status">{summary(data)}</span>
      </Group>
      {(data.groups ?? []).map((group) => (
        <section key={group.pictures[0]?.url} className={classes.group}>
          <h3 className={classes.kind} data-across={group.across || undefined}>
            {group.kind === "exact" ? "Byte for byte" : "Looks the same"}
            {group.across && ", in several splits"}
          </h3>
          <ul className={classes.pictures}>
            {group.pictures.map(({ split, file, url, thumbnail }) => (
              <li key={url}>
                <img src={thumbnail} alt="" loading="lazy" decoding="async" />
                <span className={classes.file} title={file}>
                  {split} · {file}
                </span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </Stack>
  );
}

function summary(found: Duplicates): string {
  if (found.status === "none") {
    return "Compares all pictures, byte for byte and for the eye. It takes a few seconds for thousands.";
  }
  const { exact = 0, near = 0, across = 0 } = found;
  if (exact + near === 0) return "No picture is there twice.";
  const copies = `${formatNumber(exact)} ${exact === 1 ? "copy" : "copies"}`;
  const count = `${copies}, ${formatNumber(near)} that only look the same`;
  return across > 0
    ? `${count}; groups in several splits: ${formatNumber(across)}. “New set from it” can leave them out.`
    : `${count}; none in several splits.`;
}
