import { ActionIcon, Button, Group, Menu } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import {
  ChevronDown,
  ChevronsUp,
  CircleStop,
  Copy,
  Ellipsis,
  ListPlus,
  Play,
  RotateCcw,
  Trash2,
  Zap,
} from "lucide-react";
import { useMemo, useState } from "react";
import { Link, useNavigate } from "react-router";
import { type Action, useActions } from "../../app/actions";
import { useStillHere } from "../../app/useStillHere";
import { notifyDone, notifyProblem } from "../../ui/notify";
import { deleteWithUndo } from "./deletions";
import { ExtendDialog } from "./ExtendDialog";
import { moveRun, queueQuery, retryRun } from "./life";
import { type Run, resumeRun, runQuery, runsQuery, stopRun } from "./queries";
import { isActive } from "./run";

/** What can be done with a run in its present state. */
export function RunButtons({ run }: { run: Run }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const stillHere = useStillHere();
  const [extending, setExtending] = useState(false);
  const settle = {
    onError: notifyProblem,
    onSettled: () => client.invalidateQueries({ queryKey: runQuery(run.id).queryKey }),
  };
  const stop = useMutation({ mutationFn: (force: boolean) => stopRun(run.id, force), ...settle });
  const resume = useMutation({ mutationFn: () => resumeRun(run.id), ...settle });
  const retry = useMutation({
    mutationFn: () => retryRun(run.id),
    onError: notifyProblem,
    onSuccess: ({ id }) => {
      void client.invalidateQueries({ queryKey: runsQuery.queryKey, exact: true });
      if (stillHere()) navigate(`/runs/${id}`);
      else notifyDone("The run is in the list of runs");
    },
  });
  const first = useMutation({
    mutationFn: () => moveRun(run.id, "front"),
    onError: notifyProblem,
    onSuccess: (queue) => client.setQueryData(queueQuery.queryKey, queue),
  });
  const active = isActive(run);
  const again = run.epoch === 0; // there is no whole epoch to go on from
  const another = `/runs/new?from=${run.id}`;

  const actions = useMemo<Action[]>(() => {
    const remove = () => {
      navigate("/runs");
      void deleteWithUndo(run, client);
    };
    return [
      { label: "Stop this run", run: () => stop.mutate(false), disabled: !active },
      { label: "Resume this run", run: () => resume.mutate(), disabled: !run.resumable },
      { label: "Extend this run", run: () => setExtending(true), disabled: !run.extendable },
      { label: "Run the same again", run: () => retry.mutate(), disabled: active },
      { label: "New run like this one", run: () => navigate(another) },
      { label: "Delete this run", keys: "Delete", run: remove, disabled: active },
    ];
  }, [run, client, navigate, active, another, stop.mutate, resume.mutate, retry.mutate]);
  useActions("Run", actions);

  return (
    <Group gap="sm" wrap="nowrap">
      {active && (
        <Button.Group>
          <Button
            variant="default"
            leftSection={<CircleStop size={14} aria-hidden />}
            disabled={run.status === "stopping"}
            loading={stop.isPending}
            onClick={() => stop.mutate(false)}
          >
            Stop
          </Button>
          <Menu position="bottom-end">
            <Menu.Target>
              <Button variant="default" px={6} aria-label="More ways to stop">
                <ChevronDown size={14} aria-hidden />
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                leftSection={<Zap size={14} aria-hidden />}
                onClick={() => stop.mutate(true)}
              >
                Force stop: end the worker at once
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Button.Group>
      )}
      {!active && run.resumable && (
        <Button
          leftSection={<Play size={14} aria-hidden />}
          loading={resume.isPending}
          onClick={() => resume.mutate()}
        >
          {again ? "Start again" : "Resume"}
        </Button>
      )}
      {run.status === "completed" && run.extendable && (
        <Button
          variant="default"
          leftSection={<ListPlus size={14} aria-hidden />}
          onClick={() => setExtending(true)}
        >
          Extend
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={30} aria-label="More actions">
            <Ellipsis size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {run.status === "queued" && (
            <Menu.Item
              leftSection={<ChevronsUp size={14} aria-hidden />}
              onClick={() => first.mutate()}
            >
              Move to the front of the queue
            </Menu.Item>
          )}
          {run.extendable && (
            <Menu.Item
              leftSection={<ListPlus size={14} aria-hidden />}
              onClick={() => setExtending(true)}
            >
              Extend by more epochs
            </Menu.Item>
          )}
          <Menu.Item
            leftSection={<RotateCcw size={14} aria-hidden />}
            disabled={active}
            onClick={() => retry.mutate()}
          >
            Run the same again
          </Menu.Item>
          <Menu.Item component={Link} to={another} leftSection={<Copy size={14} aria-hidden />}>
            New run like this one
          </Menu.Item>
          <Menu.Item
            color="red"
            disabled={active}
            leftSection={<Trash2 size={14} aria-hidden />}
            onClick={actions.at(-1)?.run}
          >
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {extending && <ExtendDialog run={run} onClose={() => setExtending(false)} />}
    </Group>
  );
}
