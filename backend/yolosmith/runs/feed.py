"""One run's events as they grow: the file is followed once, however many clients listen."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

from yolosmith.http.sse import Closing
from yolosmith.runs.state import RunProgress, fold
from yolosmith.storage.journal import read_lines

RECENT = 512
PAGE = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """One event as it stands in the file."""

    seq: int
    type: str
    text: str
    end: int
    """Offset in the file behind it."""


@dataclass
class RunFeed:
    """Follows `events.jsonl`. `pump` is called by the supervisor; everything else only reads.

    Attributes:
        offset: Bytes folded so far.
        progress: What the events up to there add up to.
    """

    path: Path
    offset: int = 0
    progress: RunProgress = field(default_factory=RunProgress)
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
            self._recent.append(Line(event["seq"], event["type"], text.decode(), offset))
            self.offset = offset
        if self.offset == before:
            return False
        self.wake()
        return True

    def wake(self) -> None:
        """Let everyone who follows look up."""
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def follow(self, after: int, closing: Closing, ended: Callable[[], bool]) -> AsyncIterator[Line]:
        """Every event after seq `after`, without gap or repeat, until the run has ended or the server closes."""
        offset = 0
        while not closing.begun:
            changed = self._changed
            if self._recent and self._recent[0].seq <= after + 1:
                lines = [line for line in self._recent if line.seq > after]
            else:
                lines = await asyncio.to_thread(self._page, after, offset)
            for line in lines:
                yield line
                after, offset = line.seq, line.end
            if after < self.progress.seq:
                continue
            if ended():
                return
            await changed.wait()

    def _page(self, after: int, offset: int) -> list[Line]:
        """The next events after `after` from the file, which is read from `offset` on."""
        lines: list[Line] = []
        if not self.path.is_file():
            return lines
        for end, text in read_lines(self.path, offset):
            event = json.loads(text)
            if event["seq"] > after:
                lines.append(Line(event["seq"], event["type"], text.decode(), end))
                if len(lines) == PAGE or event["seq"] >= self.progress.seq:
                    break
        return lines
