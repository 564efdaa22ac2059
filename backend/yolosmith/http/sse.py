"""Server-sent events: framing and shutdown.

Shutdown flow: signal -> `Closing.begin()` -> every open stream's generator ends after its present event -> the
connections close -> uvicorn leaves its loop -> the lifespan ends. A client reconnects with `Last-Event-ID`.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sse_starlette import ServerSentEvent
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

PING_SECONDS = 15
SEND_TIMEOUT = 30
"""A client that does not read for this long is dropped; it resumes when it comes back."""


T = TypeVar("T")


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


def stream(events: AsyncIterator[ServerSentEvent]) -> "EventStream":
    """Answer with a stream of events."""
    return EventStream(events, ServerSentEvent.encode)


class EventStream(Response):
    """A response that goes on until its events end, its client leaves, or its client does not read.

    sse-starlette runs four tasks and a timer for each send; with a thousand listeners that is most of what they cost.
    Here the streams of a server share one watch over silence and slowness.
    """

    media_type = "text/event-stream"

    def __init__(self, events: AsyncIterator[T], encode: Callable[[T], bytes]) -> None:
        super().__init__(headers={"cache-control": "no-store", "x-accel-buffering": "no"})
        del self.headers["content-length"]
        self._events: AsyncIterator[Any] = events
        self._encode: Callable[[Any], bytes] = encode
        self.sent_at = self.sending_since = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the head, then each event, then the end.

        A task of its own sends the events: to wake a task costs a step through everything that it awaits, and the
        request's task awaits all that stands in front of a route.
        """
        self._send = send
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        watch = Watch.of_loop()
        watch.streams.add(self)
        self._sending = asyncio.create_task(self._send_all())
        tasks = [self._sending, asyncio.create_task(_left(receive))]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            watch.streams.discard(self)
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            await self._close()
        for task in tasks:
            if not task.cancelled():
                task.result()  # raises what it failed of

    async def ping(self) -> None:
        """Say something, so that nobody on the way takes the connection for a dead one."""
        await self._write(b": ping\r\n\r\n")

    def drop(self) -> None:
        """End it here: the client does not read. It resumes when it comes back."""
        self._sending.cancel()

    async def _send_all(self) -> None:
        async for event in self._events:
            await self._write(self._encode(event))
        await self._send({"type": "http.response.body", "body": b""})

    async def _write(self, data: bytes) -> None:
        self.sending_since = time.monotonic()
        await self._send({"type": "http.response.body", "body": data, "more_body": True})
        self.sent_at, self.sending_since = self.sending_since, 0.0

    async def _close(self) -> None:
        close = getattr(self._events, "aclose", None)
        if close is not None:
            await close()


async def _left(receive: Receive) -> None:
    """Return as soon as the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


class Watch:
    """Looks at all streams of an event loop once a second."""

    def __init__(self) -> None:
        self.streams: set[EventStream] = set()
        self._task = asyncio.create_task(self._look())

    @classmethod
    def of_loop(cls) -> "Watch":
        """The one of the running loop."""
        loop = asyncio.get_running_loop()
        if loop not in _watches:
            _watches[loop] = cls()
        return _watches[loop]

    async def _look(self) -> None:
        pings: set[asyncio.Task[None]] = set()
        while True:
            await asyncio.sleep(1)
            now = time.monotonic()
            for one in list(self.streams):
                if one.sending_since:
                    if now - one.sending_since > SEND_TIMEOUT:
                        one.drop()
                elif now - one.sent_at > PING_SECONDS:
                    pings.add(task := asyncio.create_task(one.ping()))
                    task.add_done_callback(pings.discard)


_watches: WeakKeyDictionary[asyncio.AbstractEventLoop, Watch] = WeakKeyDictionary()
