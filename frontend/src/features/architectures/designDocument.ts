import { temporal } from "zundo";
import { createStore } from "zustand/vanilla";
import { keepIds, withIds } from "./keepIds";
import { type CanvasLayout, prunedLayout } from "./layout";
import type { Graph } from "./queries";

/** What a document begins with. `ids`: what its rows were called before, where that matters. */
type Start = Pick<DesignState, "text" | "layout"> & { ids?: readonly string[] };

/** What undo and redo bring back. */
export interface DesignState {
  text: string;
  layout: CanvasLayout;
  /** The graph of the text, or of the last one that could be read; its rows keep their ids. */
  parsed: { text: string; graph: Graph } | null;
}

type Step = Pick<DesignState, "text" | "layout"> & Partial<DesignState>;

const STEPS_KEPT = 300;
/** Graphs of more rows are not kept with the steps but read again: they would fill the memory. */
const MOST_ROWS_KEPT = 400;
/** Typing that goes on without a longer pause is one step. */
const TYPING_STEP_MS = 800;

/**
 * A text under edit, with one history for typing, for edits on the canvas and for positions.
 * Whoever changes it says how: what is learned about a text is no step, what is done to it is.
 */
export class DesignDocument {
  readonly store;
  readonly #now: () => number;
  readonly #start: Start;
  #typed = Number.NEGATIVE_INFINITY;

  constructor(start: Start, now: () => number = Date.now) {
    const { text, layout } = start;
    this.#now = now;
    this.#start = start;
    this.store = createStore<DesignState>()(
      temporal(() => ({ text, layout, parsed: null as DesignState["parsed"] }), {
        limit: STEPS_KEPT,
        partialize: remembered,
        equality: (a, b) => a.text === b.text && a.layout === b.layout,
      }),
    );
  }

  get state(): DesignState {
    return this.store.getState();
  }

  /** The graph of exactly this text; null while it is not known. */
  get graph(): Graph | null {
    const { parsed, text } = this.state;
    return parsed?.text === text ? parsed.graph : null;
  }

  /** What the rows of exactly this text are called, as far as that is known. */
  get ids(): readonly string[] {
    const { parsed, text } = this.state;
    if (parsed) return this.graph?.nodes.map((row) => row.id) ?? [];
    return text === this.#start.text ? (this.#start.ids ?? []) : [];
  }

  type(text: string): void {
    if (text === this.state.text) return;
    const now = this.#now();
    const goesOn = now - this.#typed < TYPING_STEP_MS && !isNewLine(this.state.text, text);
    if (goesOn) this.#untracked({ text });
    else this.store.setState({ text });
    this.#typed = now;
  }

  /** An edit that the server has made. */
  apply(text: string, graph: Graph): void {
    this.#typed = Number.NEGATIVE_INFINITY;
    const layout = prunedLayout(this.state.layout, graph.nodes);
    this.store.setState({ text, layout, parsed: { text, graph } });
  }

  /** Another text with other rows, as one step. */
  replace(text: string, graph: Graph, layout: CanvasLayout): void {
    this.#typed = Number.NEGATIVE_INFINITY;
    this.store.setState({ text, layout, parsed: { text, graph } });
  }

  /** What a text that was typed or loaded means. */
  learn(text: string, graph: Graph): void {
    const { parsed, layout } = this.state;
    const named = parsed ? keepIds(graph, parsed.graph.nodes) : withIds(graph, this.ids);
    this.#untracked({
      parsed: { text, graph: named },
      layout: parsed ? prunedLayout(layout, named.nodes) : layout,
    });
  }

  arrange(layout: CanvasLayout): void {
    this.#typed = Number.NEGATIVE_INFINITY;
    this.store.setState({ layout });
  }

  undo(): void {
    this.#typed = Number.NEGATIVE_INFINITY;
    this.store.temporal.getState().undo();
  }

  redo(): void {
    this.#typed = Number.NEGATIVE_INFINITY;
    this.store.temporal.getState().redo();
  }

  #untracked(change: Partial<DesignState>): void {
    this.store.temporal.getState().pause();
    this.store.setState(change);
    this.store.temporal.getState().resume();
  }
}

/** What a step brings back. */
function remembered({ text, layout, parsed }: DesignState): Step {
  const large = (parsed?.graph.nodes.length ?? 0) > MOST_ROWS_KEPT;
  return large ? { text, layout } : { text, layout, parsed };
}

/** A new line begins a new step. */
function isNewLine(before: string, after: string): boolean {
  return before.split("\n").length < after.split("\n").length;
}
