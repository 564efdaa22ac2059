/** What can be done in the designer, for the palette of actions, the keyboard and `?`. Pure. */
import type { Action } from "../../app/actions";
import type { Commands } from "./useCommands";

interface EditingActions {
  commands: Commands;
  /** Somebody may change this architecture. */
  editable: boolean;
  onSelectAll: () => void;
  onClear: () => void;
  onNextFinding: (step: 1 | -1) => void;
  onPalette: () => void;
  onText: () => void;
}

export function editingActions(given: EditingActions): Action[] {
  const { commands, editable } = given;
  const edits: Action[] = [
    { label: "Undo", keys: "mod+Z", repeats: true, run: commands.undo },
    { label: "Redo", keys: "mod+shift+Z|mod+Y", repeats: true, run: commands.redo },
    { label: "Add a module", keys: "A", run: given.onPalette },
    { label: "Delete the selection", keys: "Delete|Backspace", run: commands.remove },
    { label: "Duplicate the rows", keys: "mod+D", run: commands.duplicate },
    { label: "Move the rows up", keys: "alt+ArrowUp", repeats: true, run: () => commands.move(-1) },
    {
      label: "Move the rows down",
      keys: "alt+ArrowDown",
      repeats: true,
      run: () => commands.move(1),
    },
    ...elsewhere([
      ["Cut the rows", "mod+X"],
      ["Paste rows", "mod+V"],
    ]),
  ];
  return [
    ...(editable ? edits : []),
    ...elsewhere([
      ["Copy the rows", "mod+C"],
      ["Row before, row after", "ArrowUp"],
      ["Select more rows", "shift+ArrowDown"],
      ["Arguments of the row", "Enter"],
    ]),
    { label: "Select all rows", keys: "mod+A", run: given.onSelectAll },
    { label: "Select nothing", keys: "Escape", run: given.onClear, keysOnly: true },
    { label: "Next finding", keys: "F8", repeats: true, run: () => given.onNextFinding(1) },
    {
      label: "Finding before",
      keys: "shift+F8",
      repeats: true,
      run: () => given.onNextFinding(-1),
    },
    { label: "Show or hide the text", keys: "Y", run: given.onText },
  ];
}

function elsewhere(lines: [label: string, keys: string][]): Action[] {
  return lines.map(([label, keys]) => ({
    label,
    keys,
    run: () => undefined,
    elsewhere: true,
    keysOnly: true,
  }));
}
