import { describe, expect, it } from "vitest";
import { eventsIn, type StreamedEvent } from "./checkEvents";

const TEXT =
  'event: step\r\ndata: {"name": "imports"}\r\n\r\n: still here\r\n\r\nevent: result\r\ndata: {}\r\n\r\n';

/** The text as the network may deliver it: in pieces of this size. */
async function received(text: string, size: number): Promise<StreamedEvent[]> {
  const bytes = new TextEncoder().encode(text);
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      for (let at = 0; at < bytes.length; at += size)
        controller.enqueue(bytes.slice(at, at + size));
      controller.close();
    },
  });
  const events: StreamedEvent[] = [];
  for await (const event of eventsIn(stream)) events.push(event);
  return events;
}

describe("the events of a check", () => {
  it("are the same however the network tears them", async () => {
    for (let size = 1; size <= TEXT.length; size++) {
      expect(await received(TEXT, size), `pieces of ${size}`).toEqual([
        { event: "step", data: '{"name": "imports"}' },
        { event: "result", data: "{}" },
      ]);
    }
  });
});
