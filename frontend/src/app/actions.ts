import { useEffect, useId } from "react";
import { pressed } from "./keys";

/** Something that can be done where it is registered. */
export interface Action {
  label: string;
  /** As "mod+S", "Delete" or "N"; `mod` is Ctrl, and ⌘ on a Mac. */
  keys?: string;
  run: () => void;
  /** Left out of the palette and the keyboard while true. */
  disabled?: boolean;
  /** Makes no sense as a line of the palette. */
  keysOnly?: boolean;
  /** The keys are the browser's or another's to act on, as for copying; here they are only shown. */
  elsewhere?: boolean;
  /** Goes on while the keys are held; all else is done once. */
  repeats?: boolean;
}

/** The group of what can be done on every page. */
export const EVERYWHERE = "Everywhere";

export interface ActionGroup {
  name: string;
  actions: readonly Action[];
}

const registered = new Map<string, ActionGroup>();

/** Offers actions in the palette, by keyboard and under `?` while the component is shown. */
export function useActions(name: string, actions: readonly Action[]): void {
  const id = useId();
  useEffect(() => {
    registered.set(id, { name, actions });
  }, [id, name, actions]);
  useEffect(() => () => void registered.delete(id), [id]);
}

/** What can be done right now, the page's first. */
export function currentActions(): ActionGroup[] {
  return [...registered.values()]
    .map(({ name, actions }) => ({ name, actions: actions.filter((one) => !one.disabled) }))
    .filter(({ actions }) => actions.length > 0);
}

/** Runs the action whose keys were pressed. For the shell, which listens once for all. */
export function runPressed(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  // Behind a dialog nothing happens but what is the same everywhere.
  const inDialog = event.target instanceof Element && event.target.closest("[aria-modal=true]");
  const action = currentActions()
    .filter(({ name }) => !inDialog || name === EVERYWHERE)
    .flatMap((group) => group.actions)
    .find(({ keys, elsewhere }) => keys && !elsewhere && pressed(keys, event));
  if (!action) return;
  event.preventDefault();
  if (action.repeats || !event.repeat) action.run();
}
