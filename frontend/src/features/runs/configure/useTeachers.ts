import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { type Checkpoint, checkpointsQuery } from "../../checkpoints/queries";
import type { Option } from "../ArgumentField";

/** A teacher has a head for detection, or one made from it. */
const TASKS = ["detect", "segment", "pose", "obb"];

/** The checkpoints that a model can learn from, as choices of `distill_model`. */
export function useTeachers(): Readonly<Record<string, readonly Option[]>> {
  const { data } = useQuery(checkpointsQuery);
  return useMemo(() => ({ distill_model: teachers(data ?? []) }), [data]);
}

/** Of a run's weights the task is unknown until somebody has looked into them. */
export function teachers(checkpoints: readonly Checkpoint[]): Option[] {
  const fitting = checkpoints.filter(({ task }) => !task || TASKS.includes(task));
  return [
    { value: "", label: "no teacher" },
    ...fitting.map(({ id, name, architecture }) => ({
      value: id,
      label: architecture ? `${architecture}: ${name}` : name,
    })),
  ];
}
