"""`python -m benchmarks.sse_clients URL TOKEN COUNT SECONDS`: that many listeners of one stream; tells what they got.

First "connected", once all have had an event; after a line on standard input it counts for that many seconds.
"""

import asyncio
import json
import re
import resource
import sys
import time
from urllib.parse import urlsplit

SEQ = re.compile(rb'"seq": (\d+)')
SENT = re.compile(rb'"sent (\d+\.\d+)')


BUFFER = bytearray(256 * 1024)
"""One for all: asyncio's own reading takes a piece of memory of this size from the system for each event, and gives it
back, which would cost more than all else that is measured."""


class Listener(asyncio.BufferedProtocol):
    """One client. Reads as it comes, and no more of it than its number and when it was sent."""

    def __init__(self, request: bytes) -> None:
        self.request = request
        self.rest = b""
        self.last = 0
        self.gaps = self.repeats = 0
        self.delays: list[float] = []
        self.counting = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.write(self.request)  # type: ignore[attr-defined]

    def get_buffer(self, sizehint: int) -> bytearray:
        return BUFFER

    def buffer_updated(self, nbytes: int) -> None:
        now = time.time()
        *events, self.rest = (self.rest + BUFFER[:nbytes]).split(b"\r\n\r\n")
        for event in events:
            seq, sent = SEQ.search(event), SENT.search(event)
            if not seq or not sent:
                continue
            number = int(seq[1])
            if self.last:
                self.gaps += number > self.last + 1
                self.repeats += number <= self.last
            self.last = number
            if self.counting:
                self.delays.append(now - float(sent[1]))


async def main(url: str, token: str, count: int, seconds: float) -> None:
    """Connect all, wait for the word, count, tell."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, count + 200)), hard))
    place = urlsplit(url)
    request = (
        f"GET {place.path}?{place.query} HTTP/1.1\r\nhost: {place.netloc}\r\n"
        f"authorization: Bearer {token}\r\naccept: text/event-stream\r\n\r\n"
    ).encode()
    loop = asyncio.get_running_loop()
    listeners = []
    for number in range(count):
        _, listener = await loop.create_connection(lambda: Listener(request), place.hostname, place.port)
        listeners.append(listener)
        if number % 50 == 49:
            await asyncio.sleep(0.05)
    while not all(listener.last for listener in listeners):  # noqa: ASYNC110  a thousand events are no better
        await asyncio.sleep(0.1)
    print("connected", flush=True)
    await loop.run_in_executor(None, sys.stdin.readline)
    for listener in listeners:
        listener.counting = True
    await asyncio.sleep(seconds)
    delays = sorted(delay for listener in listeners for delay in listener.delays)
    print(
        json.dumps(
            {
                "events": len(delays),
                "least": min(len(listener.delays) for listener in listeners),
                "median": delays[len(delays) // 2],
                "p99": delays[int(len(delays) * 0.99)],
                "most": delays[-1],
                "gaps": sum(listener.gaps for listener in listeners),
                "repeats": sum(listener.repeats for listener in listeners),
            }
        ),
        flush=True,
    )


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])))
