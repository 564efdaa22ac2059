"""One run's events as they grow: the file is followed once, however many clients listen."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from yolosmith.http.sse import Closing
from yolosmith.runs.state import RunProgress, fold
from yolosmith.storage.journal import offset_after, read_lines

RECENT = 512
PAGE = 256
"""Lines read at once for one who comes late: what waits for a slow client stays small."""


@dataclass(frozen=True, slots=True)
class Line:
    """One event as it stands in the file."""

    seq: int
    type: str
    text: str
    frame: bytes
    """The same as a server-sent event, made once for all who listen."""


@dataclass
class RunFeed:
    """Follows `events.jsonl`. `pump` is called by the supervisor; everything else only reads.

    Attributes:
        offset: Bytes folded so far.
        progress: What the events up to there add up to.
        listeners: How many wait for the next event.
    """

    path: Path
    offset: int = 0
    progress: RunProgress = field(default_factory=RunProgress)
    listeners: int = 0
    _recent: deque[Line] = field(default_factory=lambda: deque(maxlen=RECENT))
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def pump(self) -> bool:
        """Take in what was written since; True if there was anything."""
        if not self.path.is_file() or self.path.stat().st_size <= self.offset:
            return False
        before = self.offset
        for offset, text in read_lines(self.path, self.offset):
            event = json.loads(text)
            self.progress = fold(self.progress, event)
            self._recent.append(line_of(event, text))
            self.offset = offset
        if self.offset == before:
            return False
        self.wake()
        return True

    def wake(self) -> None:
        """Let everyone who follows look up."""
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    def rest(self) -> None:
        """Nothing more comes: keep no lines in memory. Who still follows looks up, and reads them in the file."""
        self._recent.clear()
        self.wake()

    async def follow(self, after: int, closing: Closing, ended: Callable[[], bool]) -> AsyncIterator[list[Line]]:
        """Every event after seq `after`, without gap or repeat, until the run has ended or the server closes.

        As many at once as there are, but never none.
        """
        while not closing.begun:
            changed = self._changed
            lines: list[Line] = []
            if after < self.progress.seq:
                lines = self._recent_after(after) or await asyncio.to_thread(self._page, after)
            if lines:
                yield lines
                after = lines[-1].seq
            elif ended():
                return
            else:
                await self._wait(changed)

    async def _wait(self, changed: asyncio.Event) -> None:
        self.listeners += 1
        try:
            await changed.wait()
        finally:
            self.listeners -= 1

    def _recent_after(self, after: int) -> list[Line]:
        """From memory; nothing where that does not reach back so far."""
        first = self._recent[0].seq if self._recent else after + 2
        begin = after + 1 - first
        return [self._recent[at] for at in range(begin, min(begin + PAGE, len(self._recent)))] if begin >= 0 else []

    def _page(self, after: int) -> list[Line]:
        """The next events after `after`, from the file, as far as they were pumped."""
        if not self.path.is_file():
            return []
        lines = read_lines(self.path, offset_after(self.path, after))
        events = ((json.loads(text), text) for _, text in islice(lines, min(PAGE, self.progress.seq - after)))
        return [line_of(event, text) for event, text in events]


def frames(lines: list[Line]) -> bytes:
    """As server-sent events."""
    return b"".join([line.frame for line in lines])


def line_of(event: dict[str, Any], text: bytes) -> Line:
    """One line of the file. JSON as it is written there has no line break."""
    seq, kind = event["seq"], event["type"]
    return Line(seq, kind, text.decode(), b"id: %d\r\nevent: %s\r\ndata: %s\r\n\r\n" % (seq, kind.encode(), text))
