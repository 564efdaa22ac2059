import { connect, createServer, type Server as Listener, type Socket } from "node:net";
import { test as base } from "./server";

/**
 * The way from the browser to the server, which can be cut. (The browser's own "offline" lets go on what is
 * open already: an event stream would not notice.)
 */
export interface Line {
  /** The server's address by this way. */
  url: string;
  /** Breaks all connections and lets no new one through. */
  cut: () => void;
  mend: () => void;
}

/** Stories whose page comes to the server by a `line`. */
export const test = base.extend<{ line: Line }>({
  line: async ({ server }, use) => {
    const relay = new Relay(Number(new URL(server.url).port));
    const url = await relay.listen();
    await use({ url, cut: relay.cut, mend: relay.mend });
    await relay.close();
  },
});

class Relay {
  private readonly open = new Set<Socket>();
  private readonly listener: Listener;
  private isCut = false;

  constructor(port: number) {
    this.listener = createServer((near) => {
      this.keep(near);
      if (this.isCut) {
        near.destroy();
        return;
      }
      const far = this.keep(connect(port, "127.0.0.1"));
      near.pipe(far).pipe(near);
      near.once("close", () => far.destroy());
      far.once("close", () => near.destroy());
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((done) => this.listener.listen(0, "127.0.0.1", done));
    const address = this.listener.address();
    if (address === null || typeof address === "string") throw new Error("the line has no port");
    return `http://127.0.0.1:${address.port}`;
  }

  cut = (): void => {
    this.isCut = true;
    for (const socket of this.open) socket.destroy();
  };

  mend = (): void => {
    this.isCut = false;
  };

  async close(): Promise<void> {
    this.cut();
    await new Promise((done) => this.listener.close(done));
  }

  private keep(socket: Socket): Socket {
    this.open.add(socket);
    socket.on("error", () => socket.destroy()); // who is cut off in the middle hears of it
    socket.once("close", () => this.open.delete(socket));
    return socket;
  }
}

export { expect } from "./server";
