import { ActionIcon, Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowDown, ArrowUp, ChevronsUp, Pause, Play } from "lucide-react";
import { useEffect } from "react";
import { Link } from "react-router";
import { askAgain } from "../../api/news";
import { formatNumber } from "../../ui/format";
import { notifyProblem } from "../../ui/notify";
import { moveRun, pauseQueue, type QueueMove, type QueueState, queueQuery } from "./life";
import classes from "./QueuePanel.module.css";
import type { Run } from "./queries";
import { runTitle } from "./run";

const MOVES: { to: QueueMove; label: string; Icon: typeof ArrowUp }[] = [
  { to: "front", label: "to the front", Icon: ChevronsUp },
  { to: "up", label: "up", Icon: ArrowUp },
  { to: "down", label: "down", Icon: ArrowDown },
];

/** What waits, in its order, which can be changed; nothing while there is nothing to see. */
export function QueuePanel({ runs }: { runs: readonly Run[] }) {
  const client = useQueryClient();
  const { data: queue } = useQuery(queueQuery);
  const waiting = runs.filter(({ status }) => status === "queued").length;
  const active = runs.filter(({ status }) => status === "running").length;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another number means another queue
  useEffect(() => {
    askAgain(client, queueQuery.queryKey);
  }, [client, waiting, active]);

  const settle = {
    onSuccess: (now: QueueState) => client.setQueryData(queueQuery.queryKey, now),
    onError: notifyProblem,
  };
  const move = useMutation({
    mutationFn: ({ id, to }: { id: string; to: QueueMove }) => moveRun(id, to),
    ...settle,
  });
  const pause = useMutation({ mutationFn: pauseQueue, ...settle });
  if (!queue || (queue.queued.length === 0 && !queue.paused)) return null;
  const byId = new Map(runs.map((run) => [run.id, run]));

  return (
    <section className={classes.queue} aria-label="Queue">
      <div className={classes.head}>
        <h2>Queue</h2>
        <span className={classes.note}>
          {queue.paused
            ? "Paused: what runs goes on, nothing more starts."
            : "Runs start in this order, one on each device."}
        </span>
        <Button
          variant="default"
          leftSection={
            queue.paused ? <Play size={14} aria-hidden /> : <Pause size={14} aria-hidden />
          }
          loading={pause.isPending}
          onClick={() => pause.mutate(!queue.paused)}
        >
          {queue.paused ? "Go on" : "Pause"}
        </Button>
      </div>
      <ol className={classes.rows}>
        {queue.queued.map((id, at) => (
          <li key={id} className={classes.row}>
            <span className={classes.place}>{formatNumber(at + 1)}</span>
            <Link to={`/runs/${id}`} className={classes.what}>
              {title(byId.get(id), id)}
            </Link>
            <span className={classes.id}>{id}</span>
            {MOVES.map(({ to, label, Icon }) => (
              <ActionIcon
                key={to}
                variant="subtle"
                size={28}
                aria-label={`Move ${title(byId.get(id), id)}, ${id}, ${label}`}
                disabled={to === "down" ? at === queue.queued.length - 1 : at === 0}
                onClick={() => move.mutate({ id, to })}
              >
                <Icon size={14} aria-hidden />
              </ActionIcon>
            ))}
          </li>
        ))}
      </ol>
    </section>
  );
}

function title(run: Run | undefined, id: string): string {
  return run ? runTitle(run) : id;
}
