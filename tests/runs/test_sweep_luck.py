"""Sweeps whose trials are deleted, refused or stopped while they are made; full disks, and servers killed in between.

The queue is paused, so that trials wait instead of training; a trial ends by being stopped."""

import asyncio
import errno
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest

from yolosmith.errors import ConflictError
from yolosmith.http.sse import Closing
from yolosmith.runs.events import StatusEvent
from yolosmith.runs.ingredients import Gathered, Ingredients
from yolosmith.runs.schemas import Run, RunRequest
from yolosmith.runs.service import RunService
from yolosmith.runs.supervisor import record
from yolosmith.runs.sweep_schemas import SweepRequest, Values
from yolosmith.runs.sweep_store import SweepStore
from yolosmith.runs.sweeps import SweepService
from yolosmith.storage.files import read_json, write_json
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


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for room on the disk does not wait long."""
    monkeypatch.setattr("yolosmith.runs.sweeps.RETRY_SECONDS", 0.02)


def record_of(root: Path, sweep: str) -> dict[str, Any]:
    found: dict[str, Any] = read_json(root / "sweeps" / sweep / "sweep.json")
    return found


def test_a_finished_sweep_stays_finished_whichever_of_its_runs_are_deleted(tmp_path: Path) -> None:
    async def story(start: Start) -> None:
        server = start()
        sweep = await server.sweeps.create(REQUEST)
        trials = await server.finish(sweep)
        for left in (2, 1, 0):
            server.runs.delete(trials.pop())
            await idle()
            found = server.sweeps.get(sweep)
            assert (found.status, found.done, len(found.results)) == ("completed", 3, left)
        await server.stop()
        server = start()
        await idle()
        assert server.sweeps.get(sweep).status == "completed"
        assert server.runs.all() == []
        server.sweeps.delete(sweep, runs=False)
        assert server.sweeps.all() == []

    tell(tmp_path, story)


def test_of_a_sweep_of_before_the_runs_tell_how_far_it_came_and_then_its_record(tmp_path: Path) -> None:
    async def story(start: Start) -> None:
        server = start()
        sweep = await server.sweeps.create(REQUEST)
        trials = await server.finish(sweep)
        await server.stop()
        kept = record_of(tmp_path, sweep)
        del kept["reached"]
        write_json(tmp_path / "sweeps" / sweep / "sweep.json", kept)
        server = start()
        server.runs.delete(trials[-1])
        await idle()
        assert server.sweeps.get(sweep).status == "completed"
        await server.stop()
        server = start()
        await idle()
        assert server.sweeps.get(sweep).status == "completed"
        assert server.waiting(sweep) == []

    tell(tmp_path, story)


def test_a_server_killed_before_or_after_a_trial_was_made_neither_loses_nor_repeats_it(tmp_path: Path) -> None:
    async def story(start: Start) -> None:
        server = start()
        sweep = await server.sweeps.create(REQUEST)
        first = await server.trial(sweep, 1)
        server.kitchen.open.clear()
        server.runs.stop(first.id, force=False)
        await until(lambda: server.kitchen.asked == 2)
        await server.stop()  # the second trial was about to be made
        server = start()
        second = await server.trial(sweep, 2)
        await server.stop()
        write_json(tmp_path / "sweeps" / sweep / "sweep.json", record_of(tmp_path, sweep) | {"reached": 1})
        server = start()  # it was made, and nobody had written that down
        server.runs.delete(second.id)
        await server.finish(sweep, after=2)
        assert [trial.number for trial in server.sweeps.get(sweep).results] == [1, 3]

    tell(tmp_path, story)


def test_a_deletion_cut_short_leaves_no_sweep_that_begins_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        """Nothing of the server goes on."""

    def kill(run: str) -> None:
        raise Killed

    async def story(start: Start) -> None:
        server = start()
        sweep = await server.sweeps.create(REQUEST)
        await server.finish(sweep)
        monkeypatch.setattr(server.runs, "delete", kill)
        with pytest.raises(Killed):
            server.sweeps.delete(sweep, runs=True)
        await server.stop()
        server = start()
        assert server.sweeps.all() == []
        assert len(server.runs.all()) == 3  # runs like any others now

    tell(tmp_path, story)


def test_deleting_the_trial_that_waits_goes_on_with_the_next(tmp_path: Path) -> None:
    async def story(start: Start) -> None:
        server = start()
        sweep = await server.sweeps.create(REQUEST)
        server.runs.delete((await server.trial(sweep, 1)).id)
        await server.finish(sweep, after=1)

    tell(tmp_path, story)


def test_a_stop_while_a_trial_is_made_stops_that_trial_too_and_the_sweep_cannot_go_before(tmp_path: Path) -> None:
    async def story(start: Start) -> None:
        server = start()
        sweep = await server.sweeps.create(REQUEST)
        first = await server.trial(sweep, 1)
        server.kitchen.open.clear()
        server.runs.stop(first.id, force=False)
        await until(lambda: server.kitchen.asked == 2)
        assert server.sweeps.stop(sweep).status == "stopping"
        with pytest.raises(ConflictError, match="still goes on"):
            server.sweeps.delete(sweep, runs=True)
        server.kitchen.open.set()
        await until(lambda: server.sweeps.get(sweep).status == "stopped")
        assert [trial.status for trial in server.sweeps.get(sweep).results] == ["stopped", "stopped"]
        await idle()
        assert server.waiting(sweep) == []
        server.sweeps.resume(sweep)
        await server.finish(sweep, after=2)

    tell(tmp_path, story)


def test_a_stop_of_a_sweep_whose_first_trial_is_being_made_is_no_less(tmp_path: Path) -> None:
    async def story(start: Start) -> None:
        server = start()
        server.kitchen.open.clear()
        created = asyncio.create_task(server.sweeps.create(REQUEST))
        await until(lambda: server.kitchen.asked == 1)
        (sweep,) = [one.id for one in server.sweeps.all()]
        assert server.sweeps.stop(sweep).status == "stopping"
        server.sweeps.resume(sweep)
        await idle()
        assert server.kitchen.asked == 1  # the trial that is being made is not made twice
        server.sweeps.stop(sweep)
        server.kitchen.open.set()
        assert await created == sweep
        assert server.sweeps.get(sweep).status == "stopped"
        assert server.waiting(sweep) == []

    tell(tmp_path, story)


def test_a_stop_written_just_before_a_kill_holds_for_the_trial_that_was_being_made(tmp_path: Path) -> None:
    async def story(start: Start) -> None:
        server = start()
        sweep = await server.sweeps.create(REQUEST)
        await server.trial(sweep, 1)
        await server.stop()
        write_json(tmp_path / "sweeps" / sweep / "sweep.json", record_of(tmp_path, sweep) | {"stopped": True})
        server = start()
        assert server.sweeps.get(sweep).status == "stopped"
        assert server.waiting(sweep) == []

    tell(tmp_path, story)


def test_a_stop_while_a_trial_is_being_refused_stays(tmp_path: Path) -> None:
    async def story(start: Start) -> None:
        server = start()
        sweep = await server.sweeps.create(REQUEST)
        first = await server.trial(sweep, 1)
        server.kitchen.open.clear()
        server.kitchen.errors = [ConflictError("The data set is not ready.")]
        server.runs.stop(first.id, force=False)
        await until(lambda: server.kitchen.asked == 2)
        server.sweeps.stop(sweep)
        server.kitchen.open.set()
        await until(lambda: server.sweeps.get(sweep).status == "stopped")
        await idle()
        assert record_of(tmp_path, sweep)["stopped"]
        assert server.waiting(sweep) == []
        refused = server.sweeps.get(sweep).results[-1]
        assert (refused.number, refused.error) == (2, "The data set is not ready.")

    tell(tmp_path, story)


def test_on_a_full_disk_the_next_trial_waits_for_room(tmp_path: Path) -> None:
    async def story(start: Start) -> None:
        server = start()
        sweep = await server.sweeps.create(REQUEST)
        first = await server.trial(sweep, 1)
        server.kitchen.errors = [FULL, FULL]
        server.runs.stop(first.id, force=False)
        await server.finish(sweep, after=1)
        assert [trial.number for trial in server.sweeps.get(sweep).results] == [1, 2, 3]

    tell(tmp_path, story)


def test_what_a_full_disk_kept_from_the_record_is_written_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(start: Start) -> None:
        server = start()
        sweep = await server.sweeps.create(REQUEST)
        first = await server.trial(sweep, 1)
        with monkeypatch.context() as patch:
            patch.setattr(server.sweeps.store, "write", no_room)
            with pytest.raises(OSError, match="No space"):
                server.sweeps.stop(sweep)  # and so it was not stopped
            server.runs.stop(first.id, force=False)
            second = await server.trial(sweep, 2)
            server.runs.delete(second.id)  # as one does for want of room
            await server.trial(sweep, 3)
            assert record_of(tmp_path, sweep)["reached"] == 1
        await until(lambda: record_of(tmp_path, sweep)["reached"] == 3)
        assert server.sweeps.get(sweep).status == "running"

    tell(tmp_path, story)


def test_a_trial_that_a_server_interrupted_goes_on_when_the_next_one_finds_room_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(start: Start) -> None:
        server = start()
        sweep = await server.sweeps.create(REQUEST)
        first = await server.trial(sweep, 1)
        record(server.runs.folder(first.id), StatusEvent(status="interrupted"))
        await server.stop()
        with monkeypatch.context() as patch:
            patch.setattr("yolosmith.runs.service.record", no_room)
            server = start()
            await idle()
            assert [(run.trial, run.status) for run in server.runs.children(sweep)] == [(1, "interrupted")]
        await server.finish(sweep)

    tell(tmp_path, story)


@pytest.mark.parametrize("place", ["trial", "record"])
def test_a_sweep_that_finds_no_room_at_its_creation_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    async def story(start: Start) -> None:
        server = start()
        with monkeypatch.context() as patch:
            if place == "trial":
                server.kitchen.errors = [FULL]
            else:  # its file is written then, and its folder cannot be synced
                patch.setattr("yolosmith.storage.files.sync_folder", no_room)
            with pytest.raises(OSError, match="No space"):
                await server.sweeps.create(REQUEST)
        assert server.sweeps.all() == []
        await server.stop()
        server = start()
        await idle()
        assert (server.sweeps.all(), server.runs.all()) == ([], [])
        assert list((tmp_path / "sweeps").iterdir()) == []

    tell(tmp_path, story)


def no_room(*args: object) -> None:
    """In place of something that writes."""
    raise FULL
