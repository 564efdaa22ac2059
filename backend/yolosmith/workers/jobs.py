"""Short jobs in the inspector: a process with the libraries loaded, which forks a fresh, limited child for each.

The protocol is JSON lines. To the inspector: `{"id", "job", "args", "seconds", "memory"}` or `{"cancel": id}`. From it:
`{"id", "say": {...}}` any number of times, then once `{"id", "answer": ...}` or `{"id", "error": {...}}`.
"""

import asyncio
import contextlib
import itertools
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from yolosmith.errors import (
    ConflictError,
    Fault,
    NotFoundError,
    TooLargeError,
    UnreadableError,
    WorkerError,
    YolosmithError,
)
from yolosmith.storage.workspace import Workspace
from yolosmith.workers.environment import child_environment

LINE_LIMIT = 64 * 1024 * 1024
REFUSALS = {error.slug: error for error in (NotFoundError, ConflictError, TooLargeError, UnreadableError)}

Message = dict[str, Any]


@dataclass
class Inspector:
    """Starts the inspector when it is first needed, and again when it has died."""

    workspace: Workspace
    seconds: float
    """Default wall time of one job."""
    memory: int
    """Default memory of one job, in bytes on top of the preloaded libraries."""

    _process: asyncio.subprocess.Process | None = None
    _reader: asyncio.Task[None] | None = None
    _ids: "itertools.count[int]" = field(default_factory=itertools.count)
    _waiting: dict[int, asyncio.Queue[Message]] = field(default_factory=dict)
    _starting: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def pid(self) -> int | None:
        """Process id while it runs."""
        return self._process.pid if self._process and self._process.returncode is None else None

    @property
    def busy(self) -> bool:
        """Whether a job is under way."""
        return bool(self._waiting)

    async def call(self, job: str, args: Message, *, seconds: float | None = None) -> Any:
        """Run one job and return its answer; what it says on the way is dropped.

        Raises:
            YolosmithError: The job's own refusal.
            WorkerError: It died, ran out of time or of memory.
        """
        async for message in self.stream(job, args, seconds=seconds):
            if "answer" in message:
                return message["answer"]
        raise WorkerError("The worker ended without an answer.")

    async def stream(self, job: str, args: Message, *, seconds: float | None = None) -> AsyncIterator[Message]:
        """Run one job: yields `{"say": …}` as it goes and `{"answer": …}` last. Leaving the loop early kills it."""
        process = await self.start()
        number = next(self._ids)
        queue: asyncio.Queue[Message] = asyncio.Queue()
        self._waiting[number] = queue
        done = False
        try:
            await self._send(
                process,
                {
                    "id": number,
                    "job": job,
                    "args": args,
                    "seconds": self.seconds if seconds is None else seconds,
                    "memory": self.memory,
                },
            )
            while not done:
                message = await queue.get()
                if error := message.get("error"):
                    done = True
                    raise _error(error)
                done = "answer" in message
                yield message
        finally:
            del self._waiting[number]
            if not done and process.returncode is None:
                with contextlib.suppress(ConnectionError):
                    await self._send(process, {"cancel": number})

    async def start(self) -> asyncio.subprocess.Process:
        """The running inspector; started if there is none."""
        async with self._starting:
            if self._process is not None and self._process.returncode is None:
                return self._process
            logs = self.workspace.private / "logs"
            logs.mkdir(parents=True, exist_ok=True)
            with (logs / "inspector.log").open("ab") as log:
                self._process = await asyncio.create_subprocess_exec(
                    sys.executable,
                    "-m",
                    "yolosmith.engine.inspector",
                    stdin=asyncio.subprocess.PIPE,
                    stdout=asyncio.subprocess.PIPE,
                    stderr=log,
                    env=child_environment(self.workspace),
                    cwd=self.workspace.root,
                    start_new_session=True,
                    limit=LINE_LIMIT,
                )
            self._reader = asyncio.create_task(self._read(self._process))
            return self._process

    async def close(self) -> None:
        """End the inspector and all its jobs."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        assert process.stdin is not None
        process.stdin.close()  # the end of its input is its sign to kill its jobs and leave
        try:
            await asyncio.wait_for(process.wait(), timeout=3)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
        if self._reader:
            await self._reader

    async def _send(self, process: asyncio.subprocess.Process, message: Message) -> None:
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps(message).encode() + b"\n")
            await process.stdin.drain()
        except ConnectionError:
            raise WorkerError("The inspector has just died; try again.") from None

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        while line := await process.stdout.readline():
            message = json.loads(line)
            if queue := self._waiting.get(message["id"]):
                queue.put_nowait(message)
        code = await process.wait()
        lost = {"error": {"slug": "worker-failed", "detail": f"The inspector ended ({_ending(code)}); try again."}}
        for queue in self._waiting.values():
            queue.put_nowait(lost)


def _ending(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit status {code}"


def _error(error: Message) -> YolosmithError:
    faults = [
        Fault(tuple(fault["loc"]), fault["message"], fault.get("expected"), fault.get("actual"))
        for fault in error.get("faults", [])
    ]
    return REFUSALS.get(error["slug"], WorkerError)(error["detail"], faults)
