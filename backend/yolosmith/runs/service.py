"""Runs: created, queued (one at a time on a device), supervised, listed."""

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from yolosmith.errors import ConflictError
from yolosmith.http.broadcast import Broadcast
from yolosmith.http.sse import Closing
from yolosmith.runs.devices import devices_of
from yolosmith.runs.events import StatusEvent
from yolosmith.runs.feed import RunFeed
from yolosmith.runs.ingredients import Ingredients
from yolosmith.runs.known import Known
from yolosmith.runs.notes import RunNotesChange, change_notes, read_notes
from yolosmith.runs.queue import Move, Queue
from yolosmith.runs.schemas import QueueState, Run, RunCreated, RunRequest, RunSpec
from yolosmith.runs.series import RunSeries
from yolosmith.runs.state import RunProgress
from yolosmith.runs.store import RunFolder, RunStore, new_id
from yolosmith.runs.supervisor import Supervisor, record
from yolosmith.storage.index import Index, Indexed
from yolosmith.storage.workspace import Workspace

log = logging.getLogger(__name__)

NEWS_SECONDS = 0.5
RETRY_SECONDS = 5.0
UNDO_SECONDS = 60.0
"""How long a deleted run can be brought back."""


@dataclass
class RunService:
    """All runs of one workspace. Methods run on the event loop; files are small or read in threads by the routes."""

    workspace: Workspace
    index: Index
    ingredients: Ingredients
    closing: Closing
    stop_seconds: float
    news: Broadcast = field(default_factory=Broadcast)
    on_over: list[Callable[[str], None]] = field(default_factory=list)
    """Called with the id of each run that has ended or was deleted."""
    devices: list[str] = field(default_factory=list)
    """Ids of what there is to train on; empty until that is known."""
    freeing: threading.Lock = field(default_factory=threading.Lock)
    """Held while a run that has ended is taken up again, and while a file of one that is not is removed."""
    _known: dict[str, Known] = field(default_factory=dict)
    _purges: dict[str, asyncio.TimerHandle] = field(default_factory=dict)
    _retry: asyncio.TimerHandle | None = None
    _read: bool = False

    def __post_init__(self) -> None:
        self.store = RunStore(self.workspace)
        self._queue = Queue(self.workspace.private / "queue.json")
        self.supervisor = Supervisor(self.workspace, self._changed, lambda run: self._known[run].feed.listeners > 0)
        self.closing.on_begin(self._wake)

    def start(self, *, trainings: bool) -> None:
        """Read all runs. With `trainings`, adopt the workers that an earlier server left, and queue what waits."""
        self.store.sweep()
        runs = list(self.store.ids())
        indexed = self.index.all() if runs else {}
        for run in reversed(runs):
            try:
                self._learn(run, indexed.get(run))
                if trainings:
                    self._take_up(run)
            except (OSError, ValueError) as error:
                log.error("run %s cannot be read and is left alone: %s", run, error)
        self._read = True
        self._schedule()

    def learn_devices(self, devices: list[str]) -> None:
        """Know the machine's devices; until then one run trains at a time, whatever it asks for."""
        self.devices = devices or ["cpu"]
        self._schedule()

    async def stop_all(self) -> None:
        """The server goes down: trainings are left ready to resume."""
        self._queue.clear()
        await self.supervisor.shut_down(self.stop_seconds)
        self.news.close()
        self.index.close()

    async def create(self, request: RunRequest, *, parent: str | None = None, trial: int | None = None) -> RunCreated:
        """Check everything that can be checked before a worker starts, then queue the run.

        Args:
            request: What is asked.
            parent: The sweep that it belongs to.
            trial: Its number there.

        Raises:
            NotFoundError: No such architecture, checkpoint or data set.
            UnreadableError: An argument, a row or the scale is wrong; the faults say where.
            ConflictError: The data set is not ready.
        """
        gathered = await self.ingredients.gather(request)
        now = datetime.now(UTC)
        spec = RunSpec(
            **request.model_dump(exclude={"scale"}),
            scale=gathered.scale,
            id=new_id(now),
            created=now,
            modules=gathered.modules,
            task=gathered.task,
            dataset_hash=gathered.dataset_hash,
            parent=parent,
            trial=trial,
        )
        try:
            folder = await asyncio.to_thread(self.store.create, spec, gathered.files, gathered.weights)
        finally:
            await asyncio.to_thread(gathered.clean)
        try:
            record(folder, StatusEvent(status="queued"))
        except OSError:
            self.store.remove(spec.id)
            raise
        self._learn(spec.id, None)
        self._queue.append(spec.id)
        self._schedule()
        return RunCreated(id=spec.id, status=self.get(spec.id).status)

    def all(self) -> list[Run]:
        """All runs, newest first."""
        return [self.get(run) for run in sorted(self._known, reverse=True)]

    def texts(self) -> list[str]:
        """All runs as JSON, newest first. Those that are over are not written anew each time."""
        return [self._known[run].as_json() for run in sorted(self._known, reverse=True)]

    def count(self) -> int:
        """How many there are."""
        return len(self._known)

    def get(self, run: str) -> Run:
        """One run as it stands.

        Raises:
            NotFoundError: There is none of that id.
        """
        return self._find(run).shown()

    def stop(self, run: str, *, force: bool) -> Run:
        """Stop after the batch, or kill. Stopping twice is no fault; a run that is over is a conflict."""
        known = self._find(run)
        if run in self._queue:
            self.store.get(run)  # says so where somebody has removed it
            record(known.folder, StatusEvent(status="stopped"))  # first: where that fails it still waits
            self._queue.remove(run)
            self._changed(run)
        elif run in self.supervisor.workers:
            self.supervisor.stop(run, by="user", force=force)
        else:
            raise ConflictError(f"Run {run} is not running: it is {known.feed.progress.status}.")
        return self.get(run)

    def requeue(self, run: str, event: StatusEvent) -> RunCreated:
        """A run that has ended waits again; `event` says on what terms. The caller holds `freeing`."""
        known = self._find(run)
        record(known.folder, event)
        known.over_told = False
        self._changed(run)
        self._queue.append(run)
        self._schedule()
        return RunCreated(id=run, status=self.get(run).status)

    def delete(self, run: str) -> None:
        """Remove a run; for a while it can be restored, then its folder goes.

        Raises:
            ConflictError: It runs.
        """
        self._find(run)
        if run in self.supervisor.workers:
            raise ConflictError(f"Run {run} is running; stop it first.")
        with contextlib.suppress(FileNotFoundError):  # somebody has removed it already
            self.store.remove(run)
        if run in self._queue:
            self._queue.remove(run)
        self.index.forget(run)
        self._known.pop(run).feed.wake()  # who follows it learns that there is nothing to follow
        self.news.publish("runs.deleted", {"id": run})
        self._purges[run] = asyncio.get_running_loop().call_later(UNDO_SECONDS, self._purge, run)
        for tell in self.on_over:
            tell(run)
        self._schedule()  # it may have held up others

    def restore(self, run: str) -> Run:
        """Bring a deleted run back; one that waited waits again.

        Raises:
            NotFoundError: Its folder is gone.
        """
        self.store.restore(run)
        if run in self._purges:
            self._purges.pop(run).cancel()
        self._learn(run, None)
        if not self._known[run].feed.progress.over:
            self._queue.append(run)
            self._schedule()
        found = self.get(run)
        self.news.publish("runs.changed", {"run": found.model_dump(mode="json")})
        return found

    def queue(self) -> QueueState:
        """What runs, and what waits."""
        return QueueState(paused=self._queue.paused, running=self.running(), queued=self.queued())

    def pause_queue(self, *, paused: bool) -> QueueState:
        """Start nothing more, or go on."""
        self._queue.pause(paused=paused)
        self._schedule()
        return self.queue()

    def move(self, run: str, to: Move) -> QueueState:
        """Give a run that waits another place.

        Raises:
            NotFoundError: There is no such run.
            ConflictError: It does not wait.
        """
        self._find(run)
        self._queue.move(run, to)
        self._schedule()
        return self.queue()

    def folder(self, run: str) -> RunFolder:
        """The folder of a run.

        Raises:
            NotFoundError: There is none of that id.
        """
        return self._find(run).folder

    def annotate(self, run: str, change: RunNotesChange) -> Run:
        """Say something else of a run from now on."""
        known = self._find(run)
        known.notes = change_notes(known.folder.folder, change)
        found = self.get(run)
        self.news.publish("runs.changed", {"run": found.model_dump(mode="json")})
        return found

    def feed(self, run: str) -> RunFeed:
        """The run's events."""
        return self._find(run).feed

    def series(self, run: str) -> RunSeries:
        """The run's curves and log."""
        known = self._find(run)
        known.series = known.series or RunSeries(known.folder.events, known.folder.folder / ".series")
        return known.series

    def is_over(self, run: str) -> bool:
        """Whether no more events are to come (a deleted run has none)."""
        known = self._known.get(run)
        return known is None or (known.feed.progress.over and run not in self.supervisor.workers)

    def queued(self) -> list[str]:
        """Ids of the runs that wait, in their order."""
        return list(self._queue)

    def is_busy(self, run: str) -> bool:
        """Whether it waits or trains; from any thread."""
        return run in self._queue or run in self.supervisor.workers

    def running(self) -> list[str]:
        """Ids of the runs that have a worker."""
        return list(self.supervisor.workers)

    def children(self, sweep: str) -> list[Run]:
        """The runs of a sweep."""
        return [self.get(run) for run, known in list(self._known.items()) if known.spec.parent == sweep]

    def pids(self) -> dict[str, int]:
        """Process ids of the workers by run; each leads a session of its own."""
        return {run: worker.pid for run, worker in list(self.supervisor.workers.items())}

    def completed(self) -> list[str]:
        """Ids of the runs that came to their end."""
        return [run for run, known in self._known.items() if known.feed.progress.status == "completed"]

    def uses_dataset(self, name: str) -> list[str]:
        """Ids of runs that wait or train on this data set."""
        busy = {*self._queue, *self.supervisor.workers}
        return [run for run in busy if self._known[run].spec.dataset == name]

    def uses_module(self, name: str) -> list[str]:
        """Ids of the runs that were started with this custom module, newest first; each keeps its own source."""
        return [run for run in sorted(self._known, reverse=True) if name in self._known[run].spec.modules]

    def _find(self, run: str) -> Known:
        if run not in self._known:
            self.store.get(run)  # says that there is none
            self._learn(run, self.index.get(run))
        return self._known[run]

    def _learn(self, run: str, indexed: Indexed | None) -> None:
        folder = self.store.get(run)
        known = Known(folder.spec(), folder, RunFeed(folder.events), read_notes(folder.folder))
        if indexed and folder.events.is_file() and indexed.offset <= folder.events.stat().st_size:
            known.feed.offset, known.feed.progress = indexed.offset, RunProgress.model_validate(indexed.state)
            known.indexed = known.feed.progress.status
        known.over_told = True
        self._known[run] = known
        self._changed(run)
        known.over_told = known.feed.progress.over  # whoever needs to know looks at all runs at the start
        if known.over_told:
            known.as_json()  # now, so that whoever lists the runs first does not wait for a thousand of them

    def _take_up(self, run: str) -> None:
        known = self._known[run]
        status = known.feed.progress.status
        if known.feed.progress.over:
            known.folder.clear_worker()
        elif status == "queued":
            known.folder.clear_worker()  # it was never let go
            if known.feed.progress.seq == 0:
                record(known.folder, StatusEvent(status="queued"))
            self._queue.take_up(run)
        elif not self.supervisor.adopt(run, known.folder):
            log.error("run %s is %s but has no worker", run, status)

    def _schedule(self) -> None:
        """Start what may start: one run a device, in the order of the queue."""
        if self.closing.begun or not self._read:  # until all runs are read nobody knows what is busy
            return
        busy = frozenset[str]().union(*(self._devices(run) for run in self.supervisor.workers))
        for run in self._queue.startable(busy, self._devices):
            folder = self._known[run].folder
            if not folder.folder.is_dir():
                log.error("run %s is forgotten: its folder is gone", run)
                self.delete(run)  # starts the others
                return
            try:
                self.supervisor.start(run, folder)
            except OSError as error:
                log.error("run %s cannot be started yet: %s", run, error)
                self._schedule_again()
                continue
            self._queue.remove(run)
            self._changed(run)

    def _schedule_again(self) -> None:
        if self._retry is not None:
            self._retry.cancel()
        self._retry = asyncio.get_running_loop().call_later(RETRY_SECONDS, self._schedule)

    def _devices(self, run: str) -> frozenset[str]:
        if not self.devices:
            return frozenset({"any"})
        return devices_of(self._known[run].spec.args.get("device"), self.devices)

    def _purge(self, run: str) -> None:
        self._purges.pop(run, None)
        asyncio.get_running_loop().run_in_executor(None, self.store.purge, run)

    def _changed(self, run: str) -> None:
        """The run's file may have grown, or its worker has gone."""
        known = self._known.get(run)
        if known is None:
            return
        before = known.feed.progress
        grown = known.feed.pump()
        after = known.feed.progress
        state_moved = before.status != after.status or before.epoch != after.epoch
        if state_moved or (after.over and known.indexed != after.status):
            known.indexed = after.status
            self.index.put(run, Indexed(known.feed.offset, after.model_dump(mode="json")))
        if state_moved and run in self.supervisor.workers:  # so that whoever opens it late need not wait
            asyncio.get_running_loop().run_in_executor(None, self.series(run).catch_up)
        if grown and (state_moved or time.monotonic() - known.told > NEWS_SECONDS):
            known.told = time.monotonic()
            self.news.publish("runs.changed", {"run": self.get(run).model_dump(mode="json")})
        if after.over and run not in self.supervisor.workers:
            known.feed.rest()
            self._schedule()
            if not known.over_told:
                known.over_told = True
                for tell in self.on_over:
                    tell(run)

    def _wake(self) -> None:
        for known in self._known.values():
            known.feed.wake()
        self.news.close()
