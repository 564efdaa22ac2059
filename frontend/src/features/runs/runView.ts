/**
 * What a page shows of a run: the series that the server has up to an event, and from there on
 * folded from the events. Pure: the same events in the same order give the same view, however they
 * were cut into pieces and however often they were sent again. Its size has a bound.
 */
import type { components } from "../../api/schema";
import type { BatchEvent, LogEvent, StartEvent, TrainingEvent } from "./events";
import { EMPTY_TABLE, type Table, TableDraft } from "./table";

type Series = components["schemas"]["Series"];

/** Lines of the log kept as they come; the server has them all. */
export const MOST_LINES = 5000;

export interface Tables {
  /** `loss/<name>`, `lr/<group>` and `speed`, batch by batch. */
  batches: Table;
  /** `cpu`, `memory` and those of the GPU, every few seconds. */
  machine: Table;
  /** The columns of results.csv and what is derived from them, epoch by epoch. */
  epochs: Table;
}

export const TABLES = ["batches", "machine", "epochs"] as const;

export interface RunView extends Tables {
  /** Of the last event folded in. */
  seq: number;
  /** The newest `run.start`: null until the model is built. */
  start: StartEvent | null;
  /** The newest batch. */
  batch: BatchEvent | null;
  /** The lines of the log after the event `logFrom`. */
  log: readonly LogEvent[];
  logFrom: number;
  /** How often a file was written: other than before means that the artifacts have changed. */
  written: number;
  /** How often the run went on from a checkpoint. */
  resumed: number;
}

export const EMPTY_VIEW: RunView = {
  seq: 0,
  start: null,
  batch: null,
  batches: EMPTY_TABLE,
  machine: EMPTY_TABLE,
  epochs: EMPTY_TABLE,
  log: [],
  logFrom: 0,
  written: 0,
  resumed: 0,
};

/** The view of a run up to the event at which the series were taken. */
export function viewOf(series: Series): RunView {
  const { seq, resumed } = series;
  const start = series.start as StartEvent | null;
  const batch = series.batch as BatchEvent | null;
  return { ...EMPTY_VIEW, seq, logFrom: seq, resumed, start, batch, ...tablesOf(series) };
}

/** The tables of an answer. */
export function tablesOf({ batches, machine, epochs }: Series): Tables {
  const table = ({ x, series }: Table) => ({ x, series });
  return { batches: table(batches), machine: table(machine), epochs: table(epochs) };
}

/** The view after these events. Those that it holds already (by `seq`) are passed over. */
export function fold(view: RunView, events: readonly TrainingEvent[]): RunView {
  const news = events.filter((event) => event.seq > view.seq);
  if (news.length === 0) return view;
  const draft = new Draft(view);
  for (const event of news) draft.take(event);
  return draft.done();
}

class Draft {
  private readonly view: { -readonly [K in keyof RunView]: RunView[K] };
  private readonly tables = new Map<keyof Tables, TableDraft>();
  private readonly log: LogEvent[] = [];

  constructor(view: RunView) {
    this.view = { ...view };
  }

  take(event: TrainingEvent): void {
    const { view } = this;
    if (event.seq <= view.seq) return;
    view.seq = event.seq;
    switch (event.type) {
      case "run.status":
        if (typeof event.resumed_from !== "number") break;
        this.forgetAfter(event.resumed_from);
        view.batch = null;
        view.resumed += 1;
        break;
      case "run.start":
        view.start = event;
        break;
      case "run.batch":
        this.takeBatch(event);
        break;
      case "run.epoch":
        this.table("epochs").append(event.epoch, { ...event.metrics, ...event.derived });
        break;
      case "run.log":
        this.log.push(event);
        break;
      case "run.artifact":
        view.written += 1;
        break;
    }
  }

  done(): RunView {
    for (const [name, table] of this.tables) this.view[name] = table.done();
    if (this.log.length > 0) this.addLines();
    return this.view;
  }

  /** Cut seldom and by many: what is shown in their place is asked of the server each time. */
  private addLines(): void {
    this.view.log = [...this.view.log, ...this.log];
    if (this.view.log.length <= MOST_LINES) return;
    this.view.log = this.view.log.slice(-MOST_LINES * 0.8);
    this.view.logFrom = (this.view.log[0]?.seq ?? 1) - 1;
  }

  /** Only tables that something is put into are copied. */
  private table(name: keyof Tables): TableDraft {
    const known = this.tables.get(name) ?? new TableDraft(this.view[name]);
    this.tables.set(name, known);
    return known;
  }

  /**
   * What will be done again. As on the server, the batches of one more epoch stay if it was whole: its weights may have been
   * kept and only its end not told.
   */
  private forgetAfter(done: number): void {
    const { batch, start } = this.view;
    const whole = batch !== null && place(batch, start) === done + 1;
    for (const name of TABLES)
      this.table(name).cutAfter(whole && name === "batches" ? done + 1 : done);
  }

  private takeBatch(event: BatchEvent): void {
    this.view.batch = event;
    const x = place(event, this.view.start);
    const values: Record<string, number | null> = {};
    for (const [name, value] of Object.entries(event.losses)) values[`loss/${name}`] = value;
    for (const [name, value] of Object.entries(event.lr)) values[`lr/${name}`] = value;
    if (typeof event.speed === "number") values.speed = event.speed;
    this.table("batches").append(x, values);
    if (event.machine) this.table("machine").append(x, event.machine);
  }
}

/** Where a batch stands among the epochs. Never past its own. */
function place({ epoch, batch, batches }: BatchEvent, start: StartEvent | null): number {
  return epoch - 1 + Math.min(1, batch / (batches ?? start?.batches ?? 1));
}

const RECENT = 20;

/** Images a second lately: the middle of the last batches, since single ones vary. */
export function recentSpeed({ batches }: RunView): number | null {
  const last = (batches.series.speed ?? []).slice(-RECENT).filter((one) => one !== null);
  return last.sort((a, b) => a - b)[Math.floor(last.length / 2)] ?? null;
}
