import { ActionIcon, Tooltip } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { NotebookPen } from "lucide-react";
import { Link } from "react-router";
import { type Run, runsQuery } from "../queries";
import classes from "../RunsTable.module.css";
import { NotesDialog } from "./NotesDialog";

/** A run's tags, and the way to change them and its note: beside the title of its page. */
export function NotesButton({ run }: { run: Run }) {
  const [opened, dialog] = useDisclosure();
  const { data } = useQuery(runsQuery);
  const tags = [...new Set(data?.flatMap((one) => one.tags ?? []))].sort();
  return (
    <>
      {run.tags?.map((tag) => (
        <Link key={tag} to={`/runs?q=tag:${encodeURIComponent(tag)}`} className={classes.tag}>
          {tag}
        </Link>
      ))}
      <Tooltip label={run.note || "Tags and note"} multiline maw={360}>
        <ActionIcon
          variant="subtle"
          color={run.note ? "accent" : "gray"}
          aria-label="Tags and note"
          onClick={dialog.open}
        >
          <NotebookPen size={14} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <NotesDialog run={run} tags={tags} opened={opened} onClose={dialog.close} />
    </>
  );
}
