import { Modal, Title, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Image } from "lucide-react";
import { useState } from "react";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { BlockSkeleton } from "../../ui/Skeletons";
import classes from "./PicturesTab.module.css";
import { type Artifact, artifactsQuery, artifactUrl, type Run } from "./queries";
import { isActive } from "./run";

const GROUPS: readonly { title: string; holds: RegExp }[] = [
  { title: "Validation: labels and predictions", holds: /^val_batch/ },
  { title: "What the network was shown", holds: /^train_batch/ },
  { title: "Data and results", holds: /./ },
];

/** The pictures that Ultralytics draws, as they appear. */
export function PicturesTab({ run }: { run: Run }) {
  const { data, error, refetch } = useQuery(artifactsQuery(run.id));
  const [open, setOpen] = useState<Artifact | null>(null);
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <BlockSkeleton height={240} />;
  const pictures = data.filter((artifact) => artifact.kind === "picture");
  if (pictures.length === 0) {
    return (
      <EmptyState icon={Image} title="No picture yet">
        {isActive(run)
          ? "The first come with the first batches: what the network is shown, with its labels."
          : "This run has drawn none: its argument plots was off, or it ended before the first batch."}
      </EmptyState>
    );
  }
  return (
    <>
      {grouped(pictures).map(({ title, members }) => (
        <section key={title} className={classes.group}>
          <Title order={2}>{title}</Title>
          <div className={classes.grid}>
            {members.map((picture) => (
              <UnstyledButton
                key={picture.path}
                className={classes.picture ?? ""}
                onClick={() => setOpen(picture)}
              >
                <img src={artifactUrl(run.id, picture)} alt="" loading="lazy" />
                <span className={classes.name}>{picture.path}</span>
              </UnstyledButton>
            ))}
          </div>
        </section>
      ))}
      <Modal
        opened={open !== null}
        onClose={() => setOpen(null)}
        size="auto"
        title={<code>{open?.path}</code>}
      >
        {open && <img className={classes.large} src={artifactUrl(run.id, open)} alt={open.path} />}
      </Modal>
    </>
  );
}

/** Each picture in the first group that it belongs to; groups without one are left out. */
function grouped(pictures: readonly Artifact[]) {
  const groupOf = ({ path }: Artifact) =>
    GROUPS.find(({ holds }) => holds.test(path.split("/").at(-1) ?? ""))?.title;
  return GROUPS.map(({ title }) => ({
    title,
    members: pictures.filter((picture) => groupOf(picture) === title),
  })).filter(({ members }) => members.length > 0);
}
