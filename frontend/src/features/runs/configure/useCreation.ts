import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useNavigate } from "react-router";
import { ProblemError } from "../../../api/problem";
import { useStillHere } from "../../../app/useStillHere";
import { notifyDone } from "../../../ui/notify";
import { createRun, type RunRequest, runsQuery } from "../queries";
import { placed, type Refusal } from "../trainArgs";
import type { Choice } from "../useChoice";
import { useWeights } from "../useWeights";
import type { Args } from "./api";

interface Wish {
  choice: Choice;
  scale: string | null;
  args: Args;
  loggers: string[];
  snapshots: number[];
  /** Called where the refusal is shown. */
  onRefused: () => void;
}

export interface Creation {
  /** What is asked for. */
  request: RunRequest;
  /** Starts the run and goes to its page, unless one has left meanwhile. */
  start: () => void;
  /** A refusal is not shown any longer: something was changed. */
  forget: () => void;
  pending: boolean;
  error: unknown;
  refusal: Refusal | null;
}

const CREATION = ["runs", "create"];

/** Starting the run that the form describes. */
export function useCreation(wish: Wish): Creation {
  const client = useQueryClient();
  const navigate = useNavigate();
  const stillHere = useStillHere();
  const weights = useWeights();
  const { choice, scale, args, loggers, snapshots, onRefused } = wish;
  const request: RunRequest = {
    architecture: choice.architecture,
    checkpoint: choice.checkpoint,
    weights: weights.checkpoint,
    match: weights.match,
    scale,
    dataset: choice.dataset ?? "",
    args,
    loggers,
    snapshots,
  };
  const creation = useMutation({
    mutationKey: CREATION,
    mutationFn: () => createRun(request),
    onSuccess: ({ id }) => {
      void client.invalidateQueries({ queryKey: runsQuery.queryKey, exact: true });
      if (stillHere()) navigate(`/runs/${id}`);
      else notifyDone("The run is in the list of runs");
    },
  });
  const { mutate, reset } = creation;
  const start = useCallback(() => {
    // Asked of the client: that it is under way is drawn later than one can press the keys again.
    if (client.isMutating({ mutationKey: CREATION }) === 0)
      mutate(undefined, { onError: onRefused });
  }, [client, mutate, onRefused]);
  return {
    request,
    start,
    forget: reset,
    pending: creation.isPending,
    error: creation.error,
    refusal: creation.error ? placed(ProblemError.from(creation.error)) : null,
  };
}
