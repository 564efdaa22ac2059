"""The server's log: written to `.yolosmith/logs/server.log`, read back with filters, told to open tabs as it grows.

A record is a line `<UTC time> <LEVEL> <logger>: <message>`; what does not begin so belongs to the record before.
"""

import asyncio
import logging
import logging.handlers
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from yolosmith.http.broadcast import Broadcast
from yolosmith.status.schemas import Log, LogLevel, ServerLogLine
from yolosmith.storage.workspace import Workspace

FILE_BYTES = 10 * 1024 * 1024
FILES = 10
TOLD_SECONDS = 0.2
MOST_TOLD = 200
BEGIN = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})Z (DEBUG|INFO|WARNING|ERROR|CRITICAL) (\S+): ?(.*)", re.DOTALL
)
RANKS: dict[LogLevel, int] = {"debug": 0, "info": 1, "warning": 2, "error": 3}


class LineFormat(logging.Formatter):
    """How a record is written: UTC, and the token never, wherever it may have come from."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self, token: str) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._token = token

    def format(self, record: logging.LogRecord) -> str:
        """The record in one or more lines."""
        return super().format(record).replace(self._token, "<token>")


def log_file(workspace: Workspace) -> Path:
    """The newest file; older ones have a number behind."""
    return workspace.private / "logs" / "server.log"


def write_log(workspace: Workspace, token: str) -> None:
    """Have everything logged from now on: ten files of 10 MiB at most; warnings on the terminal too."""
    file = log_file(workspace)
    file.parent.mkdir(parents=True, exist_ok=True)
    to_file = logging.handlers.RotatingFileHandler(file, maxBytes=FILE_BYTES, backupCount=FILES - 1, encoding="utf-8")
    to_terminal = logging.StreamHandler()
    to_terminal.setLevel(logging.WARNING)
    for handler in (to_file, to_terminal):
        handler.setFormatter(LineFormat(token))
        logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.INFO)


def read_log(workspace: Workspace, *, level: LogLevel, text: str, limit: int) -> Log:
    """The newest records of this level or above in which all words of `text` occur."""
    newest = log_file(workspace)
    files = [newest, *(newest.with_name(f"{newest.name}.{number}") for number in range(1, FILES))]
    words = text.lower().split()
    found: list[ServerLogLine] = []
    size = 0
    for file in files:
        try:
            size += file.stat().st_size
            lines = list(_matching(file, level, words)) if len(found) <= limit else []
        except FileNotFoundError:
            continue
        found = [*lines, *found]
    more = len(found) > limit
    return Log(path=workspace.relative(newest), bytes=size, lines=found[-limit:], more=more)


def _matching(file: Path, level: LogLevel, words: list[str]) -> Iterator[ServerLogLine]:
    for line in records(file.read_text(encoding="utf-8", errors="replace")):
        said = f"{line.logger} {line.message}".lower()
        if RANKS[line.level] >= RANKS[level] and all(word in said for word in words):
            yield line


def records(text: str) -> Iterator[ServerLogLine]:
    """The records of a file; what stands before the first is the rest of one that lies in an older file."""
    block: list[str] = []
    for line in text.splitlines():
        if BEGIN.match(line) and block:
            yield _record(block)
            block = []
        if block or BEGIN.match(line):
            block.append(line)
    if block:
        yield _record(block)


def _record(block: list[str]) -> ServerLogLine:
    begin = BEGIN.match("\n".join(block))
    assert begin is not None  # a block begins with what matches
    when, name, logger, message = begin.groups()
    level = "error" if name == "CRITICAL" else name.lower()
    time = datetime.fromisoformat(when).replace(tzinfo=UTC)
    return ServerLogLine(time=time, level=cast(LogLevel, level), logger=logger, message=message)


class LogNews(logging.Handler):
    """Tells open tabs what is logged, a few times a second at most. `news` sends `log.lines` with `{"lines"}`."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self.news = Broadcast()
        self.setFormatter(LineFormat(token))
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: list[str] = []

    def begin(self) -> None:
        """Listen to all that is logged from now on; on the event loop."""
        self._loop = asyncio.get_running_loop()
        logging.getLogger().addHandler(self)

    def end(self) -> None:
        """Listen no more."""
        logging.getLogger().removeHandler(self)
        self._loop = None
        self.news.close()

    def emit(self, record: logging.LogRecord) -> None:
        """From any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._take, self.format(record))

    def _take(self, text: str) -> None:
        if not self._waiting and self._loop is not None:
            self._loop.call_later(TOLD_SECONDS, self._tell)
        self._waiting.append(text)

    def _tell(self) -> None:
        texts, self._waiting = self._waiting[-MOST_TOLD:], []
        lines = [line.model_dump(mode="json") for line in records("\n".join(texts))]
        self.news.publish("log.lines", {"lines": lines})
