"""News for every open browser tab. A tab that does not keep up is dropped; it reconnects and gets a snapshot."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

BACKLOG = 256

Message = tuple[str, dict[str, Any]]


class Broadcast:
    """One topic. All of it runs on the event loop."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[Message | None]] = set()

    def publish(self, event: str, data: dict[str, Any]) -> None:
        """Hand a message to everyone who listens."""
        for queue in list(self._listeners):
            if queue.qsize() >= BACKLOG:
                self._drop(queue)
            else:
                queue.put_nowait((event, data))

    def close(self) -> None:
        """End all subscriptions."""
        for queue in list(self._listeners):
            self._drop(queue)

    def listen(self) -> AsyncIterator[Message]:
        """Messages from this call on; ends when dropped or closed."""
        queue: asyncio.Queue[Message | None] = asyncio.Queue()
        self._listeners.add(queue)
        return self._messages(queue)

    async def _messages(self, queue: asyncio.Queue[Message | None]) -> AsyncIterator[Message]:
        try:
            while (message := await queue.get()) is not None:
                yield message
        finally:
            self._listeners.discard(queue)

    def _drop(self, queue: asyncio.Queue[Message | None]) -> None:
        self._listeners.discard(queue)
        with contextlib.suppress(asyncio.QueueFull):
            queue.put_nowait(None)
