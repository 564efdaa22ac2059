"""The service over runs whose workers are plain processes: restarts, faults of its surroundings, undone deletions."""

import asyncio
import errno
import gc
import signal
import sqlite3
import subprocess
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from yolosmith.errors import ConflictError
from yolosmith.http.sse import Closing
from yolosmith.runs import service as service_module
from yolosmith.runs import store as store_module
from yolosmith.runs import supervisor as supervisor_module
from yolosmith.runs.events import LogEvent, RunState, StatusEvent
from yolosmith.runs.feed import Line
from yolosmith.runs.ingredients import Ingredients
from yolosmith.runs.life import RunLife
from yolosmith.runs.schemas import RunSpec
from yolosmith.runs.service import RunService
from yolosmith.runs.store import RunFolder, RunStore
from yolosmith.runs.supervisor import record
from yolosmith.storage.files import write_json
from yolosmith.storage.index import Index
from yolosmith.storage.workspace import Workspace
from yolosmith.workers.process import start_time

ELDEST, MIDDLE, YOUNGEST = (f"20260101T00000{n}Z-aaaaa{n}" for n in range(3))

Sleeper = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.open(tmp_path)


@pytest.fixture
def sleeper() -> Iterator[Sleeper]:
    """Starts processes that do nothing, each in a session of its own."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> "subprocess.Popen[bytes]":
        started.append(subprocess.Popen(["sleep", "600"], start_new_session=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def make_run(workspace: Workspace, run: str, *states: RunState) -> RunFolder:
    """A run that went through these."""
    spec = RunSpec(id=run, created=datetime.now(UTC), architecture="tiny", dataset="digits")
    folder = RunStore(workspace).create(spec, {}, {})
    for state in states:
        record(folder, StatusEvent(status=state))
    return folder


def wish_for(folder: RunFolder, device: str) -> None:
    """The run shall train there."""
    spec = folder.spec().model_copy(update={"args": {"device": device}})
    write_json(folder.folder / "run.json", spec.model_dump(mode="json"))


def make_training(workspace: Workspace, run: str, process: "subprocess.Popen[bytes]", behind: float = 0.0) -> RunFolder:
    """A run that trains in that process, which began so many seconds later than is written down."""
    folder = make_run(workspace, run, "queued", "running")
    folder.set_worker(process.pid, start_time(process.pid) - behind)
    return folder


async def until(condition: Callable[[], bool]) -> None:
    """Wait; a story that waits for ever is ended by its limit."""
    while not condition():
        await asyncio.sleep(0.01)


def tell(workspace: Workspace, story: Callable[[RunService, list[str]], Awaitable[None]]) -> None:
    """Start a service, tell the story with the runs that it would start, and end it."""

    async def told() -> None:
        ingredients: Ingredients = None  # type: ignore[assignment]  nothing is created here
        service = RunService(workspace, Index(workspace.private / "index.db"), ingredients, Closing(), 1.0)
        started: list[str] = []
        service.supervisor.start = lambda run, _: started.append(run)  # type: ignore[method-assign]
        service.start(trainings=True)
        try:
            await story(service, started)
        finally:
            service.index.close()

    asyncio.run(asyncio.wait_for(told(), 30))


def test_a_training_that_was_stopped_may_validate_while_the_server_goes_down(
    workspace: Workspace, sleeper: Sleeper
) -> None:
    """These two do not listen; only the one that the server has asked is interrupted."""
    before = [signal.signal(number, signal.SIG_IGN) for number in (signal.SIGTERM, signal.SIGINT)]
    for run in (ELDEST, MIDDLE):
        make_training(workspace, run, sleeper())
    for number, handler in zip((signal.SIGTERM, signal.SIGINT), before, strict=True):
        signal.signal(number, handler)

    async def story(service: RunService, _: list[str]) -> None:
        service.stop(ELDEST, force=False)
        await service.stop_all()
        assert [service.get(run).status for run in (ELDEST, MIDDLE)] == ["stopped", "interrupted"]

    tell(workspace, story)


def test_no_event_of_a_run_that_is_over_stays_in_memory_and_all_can_be_read(
    workspace: Workspace, sleeper: Sleeper
) -> None:
    training = sleeper()
    folder = make_training(workspace, ELDEST, training)
    make_run(workspace, MIDDLE, "queued", "running", "completed")

    async def story(service: RunService, _: list[str]) -> None:
        for number in range(100):
            record(folder, LogEvent(level="info", message=f"line {number}"))
        await until(lambda: lines_in_memory() >= 102)
        training.kill()
        training.wait()
        await until(lambda: service.is_over(ELDEST))
        assert lines_in_memory() == 0
        told = service.feed(ELDEST).follow(0, Closing(), lambda: service.is_over(ELDEST))
        assert [line.seq async for lines in told for line in lines] == list(range(1, 104))

    tell(workspace, story)


def lines_in_memory() -> int:
    """Events that are kept as they are sent."""
    return sum(type(thing) is Line for thing in gc.get_objects())


def full(*_: object, **__: object) -> None:
    """In place of what writes a file."""
    raise OSError(errno.ENOSPC, "No space left on device")


def test_nothing_is_started_beside_a_training_that_outlived_its_server(workspace: Workspace, sleeper: Sleeper) -> None:
    make_run(workspace, ELDEST, "queued")
    make_run(workspace, MIDDLE, "queued", "running", "completed")
    training = sleeper()
    make_training(workspace, YOUNGEST, training)

    async def story(service: RunService, started: list[str]) -> None:
        assert (started, service.running(), service.queued()) == ([], [YOUNGEST], [ELDEST])
        training.kill()
        training.wait()
        await until(lambda: started == [ELDEST])

    tell(workspace, story)


def test_a_process_that_got_the_number_of_a_dead_worker_is_let_be(workspace: Workspace, sleeper: Sleeper) -> None:
    foreign = sleeper()
    make_training(workspace, ELDEST, foreign, behind=1000)

    async def story(service: RunService, _: list[str]) -> None:
        await until(lambda: service.get(ELDEST).status == "failed")
        assert foreign.poll() is None

    tell(workspace, story)


def test_a_locked_index_keeps_nobody_from_seeing_the_end_of_a_run(workspace: Workspace, sleeper: Sleeper) -> None:
    training = sleeper()
    make_training(workspace, ELDEST, training)
    make_run(workspace, MIDDLE, "queued")

    async def story(service: RunService, started: list[str]) -> None:
        other = sqlite3.connect(workspace.private / "index.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        training.kill()
        training.wait()
        await until(lambda: service.get(ELDEST).status == "failed")
        await until(lambda: started == [MIDDLE])
        other.close()
        assert service.running() == []

    tell(workspace, story)


def test_a_full_disk_keeps_nobody_from_stopping_a_training(
    workspace: Workspace, sleeper: Sleeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    training = sleeper()
    make_training(workspace, ELDEST, training)

    async def story(service: RunService, _: list[str]) -> None:
        monkeypatch.setattr(store_module, "write_json", full)
        service.stop(ELDEST, force=False)
        training.wait(10)
        monkeypatch.setattr(store_module, "write_json", write_json)
        await until(lambda: service.get(ELDEST).status == "stopped")

    tell(workspace, story)


def test_a_server_ends_on_a_full_disk_and_the_next_one_tells_how_the_training_did(
    workspace: Workspace, sleeper: Sleeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_training(workspace, ELDEST, sleeper())
    monkeypatch.setattr(supervisor_module, "RECORD_SECONDS", 0.5)

    async def first(service: RunService, _: list[str]) -> None:
        monkeypatch.setattr(supervisor_module, "record", full)
        await service.stop_all()
        monkeypatch.setattr(supervisor_module, "record", record)
        assert service.get(ELDEST).ended is None

    async def second(service: RunService, _: list[str]) -> None:
        await until(lambda: service.get(ELDEST).status == "interrupted")

    tell(workspace, first)
    tell(workspace, second)


def test_what_a_full_disk_refuses_has_changed_nothing(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    make_run(workspace, ELDEST, "queued")
    ended = make_run(workspace, MIDDLE, "queued", "running", "stopped")
    write_json(ended.folder / "manifest.json", {"outcome": "stopped"})

    write_json(workspace.private / "queue.json", {"paused": True, "order": [ELDEST]})

    async def story(service: RunService, _: list[str]) -> None:
        monkeypatch.setattr(service_module, "record", full)
        with pytest.raises(OSError, match="No space left"):
            service.stop(ELDEST, force=False)
        with pytest.raises(OSError, match="No space left"):
            RunLife(service).resume(MIDDLE)
        monkeypatch.setattr(service_module, "record", record)
        assert ended.manifest() == {"outcome": "stopped"}
        assert service.stop(ELDEST, force=False).status == "stopped"
        assert RunLife(service).resume(MIDDLE).status == "queued"
        assert service.stop(MIDDLE, force=False).status == "stopped"
        assert ended.manifest() == {"outcome": "stopped"}, "it waited, and no worker made another end"

    tell(workspace, story)


def test_a_run_that_cannot_be_started_yet_is_tried_again_and_holds_up_no_other_device(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service_module, "RETRY_SECONDS", 0.1)
    for run, device in ((ELDEST, "0"), (MIDDLE, "1")):
        wish_for(make_run(workspace, run, "queued"), device)
    write_json(workspace.private / "queue.json", {"paused": True, "order": [ELDEST, MIDDLE]})
    full_for: set[str] = {ELDEST}

    async def story(service: RunService, started: list[str]) -> None:
        def start(run: str, _: RunFolder) -> None:
            if run in full_for:
                full()
            started.append(run)

        service.supervisor.start = start  # type: ignore[method-assign]
        service.learn_devices(["0", "1"])
        service.pause_queue(paused=False)
        assert started == [MIDDLE]
        full_for.clear()
        await until(lambda: started == [MIDDLE, ELDEST])

    tell(workspace, story)


def test_a_run_deleted_twice_has_its_whole_minute_the_second_time(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service_module, "UNDO_SECONDS", 1.0)
    make_run(workspace, ELDEST, "queued", "running", "completed")

    async def story(service: RunService, _: list[str]) -> None:
        service.delete(ELDEST)
        await asyncio.sleep(0.5)
        service.restore(ELDEST)
        service.delete(ELDEST)
        await asyncio.sleep(0.7)
        assert service.restore(ELDEST).status == "completed"
        service.delete(ELDEST)
        await until(lambda: not list(workspace.runs.iterdir()))

    tell(workspace, story)


def test_runs_that_a_waiting_one_held_up_start_when_it_is_deleted(workspace: Workspace, sleeper: Sleeper) -> None:
    make_training(workspace, ELDEST, sleeper())
    for run, device in ((MIDDLE, "0,1"), (YOUNGEST, "1")):
        wish_for(make_run(workspace, run, "queued"), device)
    wish_for(RunStore(workspace).get(ELDEST), "0")
    over: list[str] = []

    async def story(service: RunService, started: list[str]) -> None:
        service.on_over.append(over.append)
        service.learn_devices(["0", "1"])
        assert started == []
        with pytest.raises(ConflictError, match="stop it first"):
            service.delete(ELDEST)
        service.delete(MIDDLE)
        assert (over, started) == ([MIDDLE], [YOUNGEST])

    tell(workspace, story)
