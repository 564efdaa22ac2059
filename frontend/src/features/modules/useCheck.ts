import { useCallback, useEffect, useRef, useState } from "react";
import { ProblemError } from "../../api/problem";
import { type Check, type CheckStep, checkModule, type ModuleText } from "./queries";

export interface CheckState {
  steps: CheckStep[];
  /** All of what was found, once it has ended. */
  result: Check | null;
  running: boolean;
  /** The text that was checked; null before the first check. */
  of: ModuleText | null;
  /** Why there was no check at all. */
  problem: ProblemError | null;
}

/** The check of a text: its steps as they come. A new check ends the one before it. */
export function useCheck(name: string, saved: Check | null | undefined, savedText: ModuleText) {
  const [state, setState] = useState<CheckState>(() => finished(saved, savedText));
  const current = useRef<AbortController>(null);
  useEffect(() => () => current.current?.abort(), []);

  const run = useCallback(
    async (text: ModuleText) => {
      current.current?.abort();
      const own = new AbortController();
      current.current = own;
      const update = (change: (before: CheckState) => CheckState) => {
        if (current.current === own) setState(change);
      };
      setState({ steps: [], result: null, running: true, of: text, problem: null });
      try {
        const onStep = (step: CheckStep) =>
          update((before) => ({ ...before, steps: [...before.steps, step] }));
        const check = await checkModule(name, text, onStep, own.signal);
        update(() => finished(check, text));
      } catch (error) {
        const problem = ProblemError.from(error);
        update((before) => ({ ...before, running: false, problem }));
      }
    },
    [name],
  );

  const stop = useCallback(() => {
    current.current?.abort();
    current.current = null;
    setState((before) => ({ ...before, running: false }));
  }, []);

  /** Takes over a check that was made elsewhere: when the text was saved. */
  const show = useCallback((check: Check | null | undefined, text: ModuleText) => {
    current.current?.abort();
    current.current = null;
    setState(finished(check, text));
  }, []);

  return { ...state, run, stop, show };
}

function finished(check: Check | null | undefined, text: ModuleText): CheckState {
  return {
    steps: check?.steps ?? [],
    result: check ?? null,
    running: false,
    of: check ? text : null,
    problem: null,
  };
}
