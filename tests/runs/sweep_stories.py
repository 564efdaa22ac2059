"""Servers whose sweeps go on without an inspector, and without anything being trained.

The queue is paused, so that trials wait instead of training; a trial ends by being stopped."""

import asyncio
import errno
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from yolosmith.http.sse import Closing
from yolosmith.runs.ingredients import Gathered, Ingredients
from yolosmith.runs.schemas import Run, RunRequest
from yolosmith.runs.service import RunService
from yolosmith.runs.sweep_schemas import SweepRequest, Values
from yolosmith.runs.sweep_store import SweepStore
from yolosmith.runs.sweeps import SweepService
from yolosmith.storage.files import read_json
from yolosmith.storage.index import Index
from yolosmith.storage.workspace import Workspace
from yolosmith.workers.jobs import Inspector

FULL = OSError(errno.ENOSPC, "No space left on device")
REQUEST = SweepRequest(
    run=RunRequest(architecture="tiny", dataset="digits", args={"optimizer": "SGD"}),
    method="grid",
    vary={"lr0": Values(values=[0.1, 0.2, 0.3])},
)


@dataclass
class Kitchen:
    """What runs are made of, without an inspector: it can be slow, and it can fail."""

    open: asyncio.Event = field(default_factory=asyncio.Event)
    errors: list[Exception] = field(default_factory=list)
    asked: int = 0

    @property
    def arguments(self) -> "Kitchen":
        """Everything is an argument."""
        return self

    async def all(self) -> list[Any]:
        return []

    async def refuse_wrong(self, asked: object) -> None:
        """Nothing is wrong."""

    async def gather(self, request: RunRequest) -> Gathered:
        self.asked += 1
        await self.open.wait()
        if self.errors:
            raise self.errors.pop(0)
        return Gathered(scale=None, task="detect", dataset_hash=None)


@dataclass
class Server:
    """The services of one server."""

    runs: RunService
    sweeps: SweepService
    kitchen: Kitchen
    closing: Closing

    def waiting(self, sweep: str) -> list[Run]:
        """Trials that have not ended."""
        return [run for run in self.runs.children(sweep) if run.status == "queued"]

    async def trial(self, sweep: str, number: int) -> Run:
        """The trial of that number, once it waits."""
        await until(lambda: [run.trial for run in self.waiting(sweep)] == [number])
        return self.waiting(sweep)[0]

    async def finish(self, sweep: str, *, after: int = 0) -> list[str]:
        """Let the trials end one by one; returns their runs."""
        ended = []
        for number in range(after + 1, 4):
            ended.append((await self.trial(sweep, number)).id)
            self.runs.stop(ended[-1], force=False)
        await idle()
        assert self.sweeps.get(sweep).status == "completed"
        return ended

    async def stop(self) -> None:
        """Its end. What it has in memory is lost, as it would be by a kill."""
        self.closing.begin()
        await self.sweeps.close()
        await self.runs.stop_all()


Start = Callable[[], Server]


async def until(condition: Callable[[], bool]) -> None:
    while not condition():
        await asyncio.sleep(0.001)


async def idle() -> None:
    """As long as it takes to begin a trial, if one is to be begun."""
    await asyncio.sleep(0.1)


def tell(root: Path, story: Callable[[Start], Awaitable[None]]) -> None:
    """Have a story told in which servers start, one after the other, on one workspace."""
    workspace = Workspace.open(root)

    async def told() -> None:
        started: list[Server] = []

        def start() -> Server:
            kitchen, closing = Kitchen(), Closing()
            kitchen.open.set()
            index = Index(workspace.private / "index.db")
            runs = RunService(workspace, index, cast(Ingredients, kitchen), closing, 1.0)
            runs.pause_queue(paused=True)
            sweeps = SweepService(runs, cast(Inspector, None), closing, SweepStore(workspace))
            started.append(Server(runs, sweeps, kitchen, closing))
            runs.start(trainings=True)
            sweeps.start(trainings=True)
            return started[-1]

        await story(start)
        await started[-1].stop()

    asyncio.run(told())


def record_of(root: Path, sweep: str) -> dict[str, Any]:
    found: dict[str, Any] = read_json(root / "sweeps" / sweep / "sweep.json")
    return found


def no_room(*args: object) -> None:
    """In place of something that writes."""
    raise FULL
