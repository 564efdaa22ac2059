"""The one stream of a browser tab: several topics in one connection, with a cursor that survives a restart.

Topics: `status` (the server about itself, every few seconds), `runs` (a snapshot, then every run that moves),
`datasets` (a snapshot, then every one that is imported, goes on, or is deleted), `log` (the newest lines of the
server's log, then those that follow) and
`run:<id>` (that run's events, from the cursor on). The cursor is the SSE id: `<run>=<seq>` joined by commas.
"""

import asyncio
import contextlib
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from sse_starlette import ServerSentEvent

from yolosmith.datasets.service import DatasetService
from yolosmith.errors import Fault, UnreadableError
from yolosmith.http.sse import Closing
from yolosmith.runs.service import RunService
from yolosmith.status.log import read_log
from yolosmith.status.service import StatusService
from yolosmith.storage.workspace import RUN_ID

STATUS_SECONDS = 3.0
BACKLOG = 64
SNAPSHOT = 100
"""Lines of the log that a tab begins with."""
PART = re.compile(rf"({RUN_ID.pattern})=(\d{{1,12}})")
RUN_TOPIC = re.compile(rf"run:({RUN_ID.pattern})")


def read_cursor(text: str) -> dict[str, int]:
    """Parse a cursor; parts that cannot be read are left out: their runs are then sent from the start."""
    return {match[1]: int(match[2]) for part in text.split(",") if (match := PART.fullmatch(part.strip()))}


def read_topics(text: str) -> list[str]:
    """Parse `?topics=`.

    Raises:
        UnreadableError: A topic is not known.
    """
    topics = list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    for topic in topics:
        if topic not in {"status", "runs", "datasets", "log"} and not RUN_TOPIC.fullmatch(topic):
            message = f"There is no topic {topic[:64]!r}; there are status, runs, datasets, log and run:<id>."
            raise UnreadableError(message, [Fault(("query", "topics"), message, actual=topic)])
    return topics


@dataclass
class TabStream:
    """Merges topics. Each topic is one task that puts into one bounded queue, so a slow client slows only itself."""

    status: StatusService
    runs: RunService
    datasets: DatasetService
    closing: Closing
    cursor: dict[str, int]
    _queue: asyncio.Queue[ServerSentEvent | None] = field(default_factory=lambda: asyncio.Queue(BACKLOG))

    async def events(self, topics: list[str]) -> AsyncIterator[ServerSentEvent]:
        """Until the client leaves, falls too far behind, or the server closes."""
        tasks = [asyncio.create_task(self._topic(topic)) for topic in topics]
        try:
            while not self.closing.begun:
                with contextlib.suppress(TimeoutError):
                    event = await asyncio.wait_for(self._queue.get(), 1.0)
                    if event is None:
                        return
                    yield event
        finally:
            for task in tasks:
                task.cancel()

    async def _topic(self, topic: str) -> None:
        if topic == "status":
            await self._follow_status()
        elif topic == "runs":
            await self._follow_runs()
        elif topic == "log":
            await self._follow_log()
        elif topic == "datasets":
            await self._follow_datasets()
        else:
            await self._follow_run(topic.partition(":")[2])

    async def _follow_status(self) -> None:
        while True:
            status = await asyncio.to_thread(self.status.status)
            await self._put("status", status.model_dump(mode="json"))
            if await self.closing.sleep(STATUS_SECONDS):
                return

    async def _follow_runs(self) -> None:
        news = self.runs.news.listen()
        await self._queue.put(self._frame("runs.snapshot", f'{{"runs":[{",".join(self.runs.texts())}]}}'))
        async for event, data in news:
            await self._put(event, data)
        await self._queue.put(None)  # dropped for being slow, or closing: the browser comes back for a snapshot

    async def _follow_datasets(self) -> None:
        news = self.datasets.news.listen()
        rows = await asyncio.to_thread(self.datasets.list_all)
        await self._put("datasets.snapshot", {"datasets": [row.model_dump(mode="json") for row in rows]})
        async for event, data in news:
            await self._put(event, data)
        await self._queue.put(None)

    async def _follow_log(self) -> None:
        news = self.status.log.news.listen()
        newest = await asyncio.to_thread(read_log, self.status.workspace, level="info", text="", limit=SNAPSHOT)
        await self._put("log.snapshot", newest.model_dump(mode="json"))
        async for event, data in news:
            await self._put(event, data)
        await self._queue.put(None)

    async def _follow_run(self, run: str) -> None:
        after = self.cursor.setdefault(run, 0)
        async for lines in self.runs.feed(run).follow(after, self.closing, lambda: False):
            for line in lines:
                self.cursor[run] = line.seq
                await self._queue.put(self._frame(line.type, line.text))

    async def _put(self, event: str, data: dict[str, object]) -> None:
        await self._queue.put(self._frame(event, json.dumps(data, allow_nan=False)))

    def _frame(self, event: str, text: str) -> ServerSentEvent:
        cursor = ",".join(f"{run}={seq}" for run, seq in self.cursor.items()) or None
        return ServerSentEvent(text, event=event, id=cursor)
