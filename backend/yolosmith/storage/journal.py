"""An append-only file of JSON lines with one writer at a time: `seq` is the line number, from 1."""

import fcntl
import json
import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

CHUNK = 1024 * 1024
SEQ = re.compile(rb'\{"seq":\s*(\d+)')


class Journal:
    """The writing side. Opening takes the lock and cuts a torn last line; the lock ends with the process.

    Args:
        path: The file; made if missing.
        patience: Seconds to wait for another writer to end.
        clock: Seconds since the epoch. Where it is set back, `time` goes on from the last line all the same.

    Raises:
        TimeoutError: The other one is still writing.
    """

    def __init__(self, path: Path, *, patience: float = 10.0, clock: Callable[[], float] = time.time) -> None:
        self.path = path
        self._clock = clock
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        try:
            self._lock(patience)
            self.seq, whole = _count_lines(self._fd)
            if whole < os.fstat(self._fd).st_size:
                os.ftruncate(self._fd, whole)
            self._ahead = _last_time(self._fd, whole) - time.monotonic()
        except BaseException:
            os.close(self._fd)
            raise

    def append(self, payload: dict[str, Any], *, durable: bool = False) -> int:
        """Write one line and return its seq. `durable` waits for the disk.

        Raises:
            OSError: The disk is full; the line is then not there at all.
        """
        seq = self.seq + 1
        line = json.dumps({"seq": seq, "time": round(self._now(), 3), **payload}, allow_nan=False).encode() + b"\n"
        before = os.fstat(self._fd).st_size
        try:
            written = os.write(self._fd, line)
            if written < len(line):
                raise OSError(28, "No space left on device", str(self.path))
        except OSError:
            os.ftruncate(self._fd, before)
            raise
        self.seq = seq
        if durable:
            os.fsync(self._fd)
        return seq

    def close(self) -> None:
        """Let the next writer in."""
        os.close(self._fd)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _now(self) -> float:
        """Never before an earlier line: by the clock, and by the time that has passed where that is set back."""
        steady = time.monotonic()
        self._ahead = max(self._ahead, self._clock() - steady)
        return self._ahead + steady

    def _lock(self, patience: float) -> None:
        deadline = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise TimeoutError(f"{self.path.name} is being written by another process.") from None
                time.sleep(0.02)


def read_lines(path: Path, offset: int = 0) -> Iterator[tuple[int, bytes]]:
    """Whole lines from a byte offset on: yields (offset after the line, line without its end). A torn end is left."""
    with path.open("rb") as file:
        file.seek(offset)
        rest = b""
        while chunk := file.read(CHUNK):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                offset += len(line) + 1
                yield offset, line


def read_lines_backwards(path: Path) -> Iterator[bytes]:
    """Whole lines from the last to the first, without their ends. A torn end is left out."""
    with path.open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        rest = b""
        torn = True
        while end > 0:
            begin = max(0, end - CHUNK)
            file.seek(begin)
            rest, *lines = (file.read(end - begin) + rest).split(b"\n")
            end = begin
            if torn and lines:
                lines, torn = lines[:-1], False
            yield from reversed(lines)
        if rest and not torn:
            yield rest


def offset_after(path: Path, seq: int) -> int:
    """Where the first line after the event `seq` begins, or would: found by halving, since `seq` rises."""
    with path.open("rb") as file:
        low, high = 0, file.seek(0, os.SEEK_END)
        while low < high:  # a line that begins before `low` is not after `seq`, one from `high` on is
            middle = (low + high) // 2
            begin = low
            if middle > low:
                file.seek(middle - 1)
                begin = middle - 1 + len(file.readline())
            file.seek(begin)
            line = file.readline()
            found = SEQ.match(line)
            if begin < high and found and line.endswith(b"\n") and int(found[1]) <= seq:
                low = begin + len(line)
            else:
                high = middle
        return low


def _last_time(fd: int, end: int) -> float:
    """`time` of the last line, which ends at `end`; 0 where there is none, or it cannot be told."""
    start = max(0, end - CHUNK)
    line = os.pread(fd, end - start, start).rstrip(b"\n").rpartition(b"\n")[2]
    try:
        return float(json.loads(line)["time"])
    except (ValueError, KeyError, TypeError):
        return 0.0


def _count_lines(fd: int) -> tuple[int, int]:
    """Number of whole lines, and the offset after the last of them."""
    lines = offset = whole = 0
    while chunk := os.pread(fd, CHUNK, offset):
        lines += chunk.count(b"\n")
        if (end := chunk.rfind(b"\n")) >= 0:
            whole = offset + end + 1
        offset += len(chunk)
    return lines, whole
