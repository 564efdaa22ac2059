import { useCallback, useEffect, useRef, useState } from "react";
import { ProblemError } from "../../api/problem";
import { checkKey, keep, keptCheck } from "./keptChecks";
import { textOf } from "./moduleText";
import {
  type Check,
  type CheckStep,
  checkModule,
  type Module,
  type ModuleText,
  saveModule,
} from "./queries";

export interface CheckState {
  steps: readonly CheckStep[];
  /** All of what was found, once it has ended. */
  result: Check | null;
  /** While it goes on: since when, in milliseconds, and whether it is part of saving. */
  running: { since: number; saving: boolean } | null;
  /** What is shown is of another text than the present one. */
  outdated: boolean;
  /** Why there was no check at all. */
  problem: ProblemError | null;
}

interface Shown {
  /** `checkKey` of what is or was checked; null before the first check. */
  of: string | null;
  steps: CheckStep[];
  result: Check | null;
  running: CheckState["running"];
  problem: ProblemError | null;
}

interface Options {
  name: string;
  /** As it stands in the editor. */
  text: ModuleText;
  saved: Module | null;
  /** A save has ended; `sent` is the text that it was of. */
  onSaved: (module: Module, sent: ModuleText) => void;
  /** A save was stopped while it checked: the source may be written already. */
  onStopped: () => void;
}

type Stop = () => void;

/** The check of a text: its steps as they come. A new check ends the one before it. */
export function useCheck({ name, text, saved, onSaved, onStopped }: Options) {
  const [shown, setShown] = useState<Shown>(() => ofSaved(name, saved));
  const current = useRef<{ stop: Stop; saving: boolean }>(null);
  // Leaving the page stops a check; what is being saved is checked to its end.
  useEffect(() => () => void (current.current?.saving || current.current?.stop()), []);

  const follow = useCallback(async (of: string, saving: boolean, start: Start): Promise<void> => {
    current.current?.stop();
    const abort = new AbortController();
    const own = { stop: () => abort.abort(), saving };
    current.current = own;
    const update = (change: (before: Shown) => Shown) => {
      if (current.current === own) setShown(change);
    };
    const running = { since: Date.now(), saving };
    setShown({ of, steps: [], result: null, running, problem: null });
    try {
      const onStep = (step: CheckStep) =>
        update((before) => ({ ...before, steps: [...before.steps, step] }));
      const result = await start(onStep, abort.signal);
      update(() => ended(of, result));
    } catch (error) {
      if (abort.signal.aborted) return;
      const problem = ProblemError.from(error);
      update((before) => ({ ...before, running: null, problem }));
    } finally {
      if (current.current === own) current.current = null;
    }
  }, []);

  const run = (again: boolean) => {
    const of = checkKey(name, text);
    return follow(of, false, async (onStep, signal) => {
      const check = await checkModule({ name, text, again }, onStep, signal);
      keep(of, check);
      return check;
    });
  };

  const save = () => {
    const of = checkKey(name, text);
    return follow(of, true, async (onStep, signal) => {
      const module = await saveModule(name, text, onStep, signal);
      if (module.check) {
        keep(of, module.check);
        keep(checkKey(name, textOf(module)), module.check);
      }
      onSaved(module, text);
      return module.check ?? null;
    });
  };

  const stop = () => {
    if (current.current?.saving) onStopped();
    current.current?.stop();
    current.current = null;
    setShown((before) => ({ ...before, running: null }));
  };

  return { ...seenFrom(checkKey(name, text), shown), run, save, stop };
}

type Start = (onStep: (step: CheckStep) => void, signal: AbortSignal) => Promise<Check | null>;

/** What is shown beside a text: what goes on, else its own result, else the last one. */
function seenFrom(key: string, shown: Shown): CheckState {
  const own = shown.running || shown.of === key ? undefined : keptCheck(key);
  const { of, ...state } = own ? ended(key, own) : shown;
  return { ...state, outdated: of !== null && of !== key };
}

function ofSaved(name: string, saved: Module | null): Shown {
  if (!saved?.check) return ended(null, null);
  const of = checkKey(name, textOf(saved));
  keep(of, saved.check);
  return ended(of, saved.check);
}

function ended(of: string | null, check: Check | null): Shown {
  return { of, steps: check?.steps ?? [], result: check, running: null, problem: null };
}
