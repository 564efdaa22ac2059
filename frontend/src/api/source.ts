/** `ended`: the server has said everything that there is to say. */
export type StreamState = "connecting" | "open" | "lost" | "ended";

export interface SourceOptions {
  /** Asked anew for each connection that is opened, so that it can say from where. */
  url: string | (() => string);
  /** Names of the events to listen to: an EventSource hands out only those asked for by name. */
  types: readonly string[];
  onEvent: (type: string, message: MessageEvent<string>) => void;
  onState?: (state: StreamState) => void;
}

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 30_000;

/**
 * An EventSource that does not give up. While the connection merely drops, the browser itself
 * reconnects with `Last-Event-ID`. Where the server refuses (401, 204, 5xx) the browser closes
 * for good: then this opens a new one, waiting longer each time.
 */
export class Source {
  private source: EventSource | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private delay = FIRST_DELAY_MS;
  private readonly options: SourceOptions;

  constructor(options: SourceOptions) {
    this.options = options;
    this.open();
  }

  close(): void {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = undefined;
  }

  private open(): void {
    const { url, types, onEvent, onState } = this.options;
    onState?.("connecting");
    const source = new EventSource(typeof url === "string" ? url : url());
    this.source = source;
    source.onopen = () => {
      this.delay = FIRST_DELAY_MS;
      onState?.("open");
    };
    source.onerror = () => {
      onState?.("lost");
      if (this.source !== source) return; // closed by the owner, who knows that this is the end
      if (source.readyState !== EventSource.CLOSED) return; // the browser is reconnecting
      this.timer = setTimeout(() => this.open(), this.delay);
      this.delay = Math.min(this.delay * 2, LONGEST_DELAY_MS);
    };
    for (const type of types) {
      source.addEventListener(type, (message) => onEvent(type, message as MessageEvent<string>));
    }
  }
}
