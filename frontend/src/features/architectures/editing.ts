import { createStore } from "zustand/vanilla";
import { ProblemError } from "../../api/problem";
import type { DesignDocument } from "./designDocument";
import { foresee } from "./foresee";
import type { EditAnswer, Graph, Operation } from "./queries";

/** The two questions that editing asks the server. */
export interface EditServer {
  parse: (yaml: string) => Promise<Graph>;
  edit: (yaml: string, operations: Operation[], ids: string[]) => Promise<EditAnswer>;
}

/** What is to be done, said of the graph that there is when its turn comes; null does nothing. */
export type Plan = (graph: Graph) => Operation[] | null | Promise<Operation[] | null>;

interface Waiting {
  /** What is on its way, to be shown before the server has answered. */
  operations: readonly Operation[];
  jobs: number;
}

const NONE: Waiting = { operations: [], jobs: 0 };

/**
 * Pauses before it is asked again of a server that cannot be reached: one that starts anew, or a page
 * that is just left, whose requests are cut off before it goes.
 */
const PAUSES_MS = [500, 1000, 2000];

/** Typing while an edit is on its way makes it begin again; so often at most. */
const ATTEMPTS = 5;

/** Edits of one document: one at a time, in the order in which they were asked for. */
export class Editing {
  readonly waiting = createStore<Waiting>()(() => NONE);
  readonly #document: DesignDocument;
  readonly #server: EditServer;
  #last: Promise<unknown> = Promise.resolve();

  constructor(document: DesignDocument, server: EditServer) {
    this.#document = document;
    this.#server = server;
  }

  /** The rows as they will be, as far as that is certain before the server has said so. */
  foreseen(graph: Graph): Graph {
    return foresee(graph, this.waiting.getState().operations);
  }

  /** Answers with what was done; null where the plan found nothing to do. Rejects if refused. */
  edit(plan: Plan): Promise<EditAnswer | null> {
    const known = this.#document.graph;
    const early = known ? plan(this.foreseen(known)) : null;
    const operations = Array.isArray(early) ? early : [];
    return this.#inTurn(() => this.#attempt(plan), operations);
  }

  /** What was on its way when the page was left; not if the text changes first. Rejects if refused. */
  resume(operations: Operation[]): Promise<EditAnswer | null> {
    const { text } = this.#document.state;
    const plan = () => (this.#document.state.text === text ? operations : null);
    return this.#inTurn(() => this.#attempt(plan), operations);
  }

  /** When all that was asked for so far is done. */
  async settled(): Promise<void> {
    await this.#last;
  }

  /** At once, unless edits are on their way: then after them. */
  undo(): void {
    this.#soon(() => this.#document.undo());
  }

  redo(): void {
    this.#soon(() => this.#document.redo());
  }

  async #attempt(plan: Plan): Promise<EditAnswer | null> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const { text } = this.#document.state;
      if (!this.#document.graph) {
        const graph = await this.#server.parse(text);
        if (this.#document.state.text !== text) continue;
        this.#document.learn(text, graph);
      }
      const graph = this.#document.graph;
      const operations = graph && (await plan(graph));
      if (!graph || !operations || operations.length === 0) return null;
      const ids = graph.nodes.map((row) => row.id);
      const answer = await patiently(() => this.#server.edit(text, operations, ids));
      if (this.#document.state.text !== text) continue;
      this.#document.apply(answer.yaml, answer.graph);
      return answer;
    }
    throw new Error("The text changed while the edit was on its way. Try again.");
  }

  #soon(job: () => void): void {
    if (this.waiting.getState().jobs === 0) job();
    else void this.#inTurn(async () => job(), []);
  }

  #inTurn<T>(job: () => Promise<T>, operations: readonly Operation[]): Promise<T> {
    this.waiting.setState(({ jobs, operations: before }) => ({
      jobs: jobs + 1,
      operations: [...before, ...operations],
    }));
    const done = this.#last.then(job).finally(() => {
      this.waiting.setState(({ jobs, operations: before }) =>
        jobs === 1 ? NONE : { jobs: jobs - 1, operations: before.slice(operations.length) },
      );
    });
    this.#last = done.catch(() => undefined); // whoever asked hears of it
    return done;
  }
}

async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (const pause of PAUSES_MS) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof ProblemError && error.status === 0)) throw error;
      await new Promise((done) => setTimeout(done, pause));
    }
  }
  return ask();
}
