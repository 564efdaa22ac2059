import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { GitCompareArrows, Tags, X } from "lucide-react";
import { Link } from "react-router";
import { formatNumber } from "../../../ui/format";
import type { Run } from "../queries";
import { comparePath, MOST_COMPARED } from "./comparePath";
import { NotesDialog } from "./NotesDialog";
import { TagDialog } from "./TagDialog";
import classes from "./TickBar.module.css";
import { NO_TICKS, useTicks } from "./ticks";

interface TickBarProps {
  /** The runs that are ticked, whether they are in sight or not. */
  runs: readonly Run[];
  /** How many of them the search hides. */
  hidden: number;
  /** Tags that are in use, to choose from. */
  tags: readonly string[];
}

/** What can be done with the runs that are ticked. */
export function TickBar({ runs, hidden, tags }: TickBarProps) {
  const [tagging, dialog] = useDisclosure();
  const [only] = runs;
  const many = runs.length > MOST_COMPARED;
  return (
    <section className={classes.bar} aria-label="Ticked runs">
      <span role="status">
        {formatNumber(runs.length)} ticked{hidden > 0 && `, ${formatNumber(hidden)} of them hidden`}
      </span>
      {runs.length < 2 || many ? (
        <Button
          disabled
          leftSection={<GitCompareArrows size={14} aria-hidden />}
          title={many ? `At most ${MOST_COMPARED} runs are compared at once` : "Tick another run"}
        >
          Compare
        </Button>
      ) : (
        <Button
          component={Link}
          to={comparePath(runs.map(({ id }) => id))}
          leftSection={<GitCompareArrows size={14} aria-hidden />}
        >
          Compare
        </Button>
      )}
      <Button variant="default" leftSection={<Tags size={14} aria-hidden />} onClick={dialog.open}>
        {runs.length === 1 ? "Tags and note" : "Tag"}
      </Button>
      <Button
        variant="subtle"
        leftSection={<X size={14} aria-hidden />}
        onClick={() => useTicks.setState(NO_TICKS)}
      >
        Untick all
      </Button>
      {runs.length > 1 ? (
        <TagDialog runs={runs} tags={tags} opened={tagging} onClose={dialog.close} />
      ) : (
        only && <NotesDialog run={only} tags={tags} opened={tagging} onClose={dialog.close} />
      )}
    </section>
  );
}
