"""`python -m benchmarks.sse_plain PORT`: the least that sse-starlette needs for the same stream, to compare with."""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator

import uvicorn
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

PAUSE = 0.1


class Stream:
    """One event for all, ten times a second."""

    def __init__(self) -> None:
        self.seq = 0
        self.text = ""
        self.changed = asyncio.Event()

    async def tick(self) -> None:
        while True:
            await asyncio.sleep(PAUSE)
            self.seq += 1
            self.text = json.dumps({"seq": self.seq, "message": f"sent {time.time():.6f}", "filling": "x" * 300})
            changed, self.changed = self.changed, asyncio.Event()
            changed.set()


def main(port: int) -> None:
    """Serve until it is ended."""
    stream = Stream()

    async def answer(request: Request) -> EventSourceResponse:
        async def events() -> AsyncIterator[ServerSentEvent]:
            while True:
                await stream.changed.wait()
                yield ServerSentEvent(stream.text, event="run.batch", id=str(stream.seq))

        return EventSourceResponse(events())

    async def serve() -> None:
        ticking = asyncio.create_task(stream.tick())
        app = Starlette(routes=[Route("/events", answer)])
        await uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", access_log=False)).serve()
        ticking.cancel()

    asyncio.run(serve())


if __name__ == "__main__":
    main(int(sys.argv[1]))
