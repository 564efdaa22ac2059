"""Server-sent events: framing and shutdown.

Shutdown flow: signal -> `Closing.begin()` -> every open stream's generator ends after its present event -> the
connections close -> uvicorn leaves its loop -> the lifespan ends. A client reconnects with `Last-Event-ID`.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import HTTPConnection

PING_SECONDS = 15
SEND_TIMEOUT = 30
"""A client that does not read for this long is dropped; it resumes when it comes back."""


class Closing:
    """Begun once, when the server is about to stop; streams and waits end on it."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self._wake: list[Callable[[], None]] = []

    @property
    def begun(self) -> bool:
        """Whether the server is stopping."""
        return self._event.is_set()

    def on_begin(self, wake: Callable[[], None]) -> None:
        """Have `wake` called when it begins: for those who wait for something else."""
        self._wake.append(wake)

    def begin(self) -> None:
        """Tell everyone."""
        self._event.set()
        for wake in self._wake:
            wake()

    async def sleep(self, seconds: float) -> bool:
        """Sleep for at most `seconds`; True as soon as the server is stopping."""
        try:
            await asyncio.wait_for(self._event.wait(), seconds)
        except TimeoutError:
            return False
        return True


def get_closing(connection: HTTPConnection) -> Closing:
    """The application's closing flag."""
    closing: Closing = connection.app.state.closing
    return closing


def frame(event: str, data: dict[str, Any]) -> ServerSentEvent:
    """One event."""
    return ServerSentEvent(json.dumps(data, allow_nan=False), event=event)


def stream(events: AsyncIterator[ServerSentEvent | bytes]) -> EventSourceResponse:
    """Answer with a stream of events; bytes are sent as they are."""
    return EventSourceResponse(
        events,
        ping=PING_SECONDS,
        send_timeout=SEND_TIMEOUT,
        headers={"cache-control": "no-store", "x-accel-buffering": "no"},
    )
