export interface StreamedEvent {
  event: string;
  data: string;
}

/** The server-sent events of an answer to a POST, which `EventSource` cannot make. */
export async function* eventsIn(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<StreamedEvent, void, undefined> {
  const reader = stream.pipeThrough<string>(new TextDecoderStream()).getReader();
  let buffer = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      buffer += value;
      // A line break may be torn in two by the network: keep a final \r for the next piece.
      const pieces = buffer.replace(/\r\n/g, "\n").split("\n\n");
      buffer = pieces.pop() ?? "";
      for (const piece of pieces) {
        const event = parseEvent(piece);
        if (event) yield event;
      }
    }
  } finally {
    await reader.cancel();
  }
}

function parseEvent(text: string): StreamedEvent | undefined {
  let event = "message";
  const data: string[] = [];
  for (const line of text.split("\n")) {
    const [, field, value = ""] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    if (field === "event") event = value;
    if (field === "data") data.push(value);
  }
  return data.length > 0 ? { event, data: data.join("\n") } : undefined;
}
