import { notifications } from "@mantine/notifications";
import { useMemo, useRef } from "react";
import { ProblemError } from "../../api/problem";
import type { ModuleSummary } from "../modules/queries";
import type { DesignDocument } from "./designDocument";
import type { Editing, Plan } from "./editing";
import {
  changeSection,
  chosenOf,
  disconnectEdge,
  insertRow,
  moveRows,
  newIds,
  pastePlace,
  placeFor,
  removeRows,
  type Section,
  type Spot,
} from "./operations";
import { type EditAnswer, type Graph, type Operation, parseArchitecture } from "./queries";
import { asArchitecture, copiedRows, rowsText } from "./rowsText";
import { channelsAt, startArgs, startFrom } from "./starts";
import type { Design } from "./useDesign";
import type { Selection } from "./useSelection";

interface Context {
  document: DesignDocument;
  editing: Editing;
  design: Design;
  selection: Selection;
  readOnly: boolean;
}

type RowChange = Omit<Extract<Operation, { op: "set" }>, "op" | "id">;

export interface Commands {
  undo: () => void;
  redo: () => void;
  /** Operations as they are; for fixes and for what concerns one row. */
  apply: (...operations: Operation[]) => void;
  set: (id: string, change: RowChange) => void;
  insert: (module: string, spot: Spot) => void;
  /** Behind the selected row. */
  insertHere: (module: string) => void;
  /** The selected rows, or the selected connection. */
  remove: () => void;
  duplicate: () => void;
  move: (step: 1 | -1) => void;
  setSection: (section: Section) => void;
  /** The selected rows as lines of YAML; empty where none is selected. */
  copied: () => string;
  /** Whether the text held rows. */
  paste: (clipboard: string) => boolean;
}

/** What can be done to a design, always the same functions, by the state of the moment. */
export function useCommands(context: Context): Commands {
  const latest = useRef(context);
  latest.current = context;
  return useMemo(() => commandsOf(() => latest.current), []);
}

function commandsOf(now: () => Context): Commands {
  /** Edits, and hands the answer and the graph of before to `then`. Refusals are shown. */
  const edit = async (plan: Plan, then?: (answer: EditAnswer, before: Graph) => void) => {
    const { editing, readOnly } = now();
    if (readOnly) {
      refuse("A preset cannot be changed", "Copy it to edit; the copy is yours.");
      return;
    }
    let before: Graph | undefined;
    try {
      const answer = await editing.edit((graph) => {
        before = graph;
        return plan(graph);
      });
      if (answer && before) then?.(answer, before);
    } catch (error) {
      refuseEdit(error, now().design);
    }
  };

  const selectNew = (answer: EditAnswer, before: Graph) =>
    now().selection.choose(newIds(before, answer.graph));

  const insert = (name: string, spot: Spot) => {
    const { catalog, modules, inspected } = now().design;
    const module = catalog.find((one) => one.name === name);
    if (!module) return;
    void edit((graph) => {
      const { at } = placeFor(graph, spot);
      const shapes = graph.nodes.map((row) => {
        const one = inspected.get(row.id);
        return one && { index: row.index, out_shape: one.out_shape };
      });
      const row = {
        module: name,
        args: argsFor(module, graph, at, (other) => modules.get(other)?.rule ?? ""),
        from: startFrom(module.contract?.rule ?? "", at, shapes),
      };
      return [insertRow(graph, spot, row)];
    }, selectNew);
  };

  return {
    undo: () => now().editing.undo(),
    redo: () => now().editing.redo(),
    apply: (...operations) => void edit(() => operations),
    set: (id, change) => void edit(() => [{ op: "set", id, ...change }]),
    insert,
    insertHere: (name) => {
      const { selection, design } = now();
      const after = chosenOf(design.graph ?? NO_GRAPH, selection.ids).at(-1)?.id ?? null;
      insert(name, { on: "row", after });
    },
    remove: () => {
      const { ids, edge } = now().selection;
      if (edge !== null) void edit((graph) => disconnectEdge(graph, edge));
      if (ids.size === 0) return;
      void edit(
        (graph) => removeRows(graph, ids),
        (answer, before) => {
          const first = chosenOf(before, ids)[0]?.index ?? 0;
          const next = answer.graph.nodes[Math.min(first, answer.graph.nodes.length - 1)];
          now().selection.select(next?.id ?? null);
        },
      );
    },
    duplicate: () => {
      const { ids } = now().selection;
      if (ids.size > 0) void edit(() => [{ op: "duplicate", ids: [...ids] }], selectNew);
    },
    move: (step) => {
      const { ids } = now().selection;
      if (ids.size > 0) void edit((graph) => moveRows(graph, ids, step));
    },
    setSection: (section) => {
      const { ids } = now().selection;
      void edit((graph) => changeSection(graph, ids, section));
    },
    copied: () => {
      const { document, selection } = now();
      const { parsed } = document.state;
      return parsed ? rowsText(parsed.graph, selection.ids, parsed.text) : "";
    },
    paste: (clipboard) => {
      const wrapped = asArchitecture(clipboard);
      if (!wrapped) return false;
      const { ids } = now().selection;
      const rows = parseArchitecture(wrapped).then(copiedRows);
      void edit(
        async (graph) => [{ op: "paste", rows: await rows, ...pastePlace(graph, ids) }],
        selectNew,
      );
      return true;
    },
  };
}

const NO_GRAPH: Graph = { source: "", nodes: [], edges: [], errors: [], scales: [], nc: null };

function argsFor(
  module: ModuleSummary,
  graph: Graph,
  at: number,
  ruleOf: (module: string) => string,
): unknown[] {
  return startArgs(module, channelsAt(graph.nodes, at - 1, ruleOf));
}

const SHOWN_MS = 8000;

function refuseEdit(error: unknown, { unreadable }: Design): void {
  const { detail, title } = ProblemError.from(error);
  if (unreadable) {
    refuse("The text cannot be read", `${detail || title} Mend it there first, or undo.`);
  } else {
    refuse("This edit cannot be made", detail || title);
  }
}

function refuse(title: string, message: string): void {
  notifications.show({ title, message, color: "red", autoClose: SHOWN_MS });
}
