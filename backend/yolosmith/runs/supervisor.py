"""Starts workers, watches them and takes their end down; adopts those that outlived their server."""

import asyncio
import contextlib
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from yolosmith.runs import loggers
from yolosmith.runs.events import RunEvent, RunFailure, RunState, StatusEvent, payload
from yolosmith.runs.exits import DISK_FULL
from yolosmith.runs.store import RunFolder
from yolosmith.storage.journal import Journal
from yolosmith.storage.workspace import Workspace
from yolosmith.workers.environment import child_environment
from yolosmith.workers.process import is_alive, kill_session, start_time

log = logging.getLogger(__name__)

POLL_SECONDS = 0.05
WATCHED_POLL_SECONDS = 0.005
"""While somebody waits for the run's next event."""
RECORD_SECONDS = 5.0
"""How long the end of a training may take to be written down when the server goes down."""


@dataclass
class Worker:
    """A worker of ours, or one that an earlier server started (then without `process`)."""

    run: str
    folder: RunFolder
    pid: int
    started: float
    process: subprocess.Popen[bytes] | None = None
    asked: Literal["user", "server"] | None = None
    """Who asked this server for its end; stop.json says it to the next server too."""

    @property
    def alive(self) -> bool:
        """Whether it still runs; a child of ours is reaped here."""
        if self.process is not None:
            return self.process.poll() is None
        return is_alive(self.pid, self.started)

    @property
    def asked_by(self) -> Literal["user", "server"] | None:
        """Who asked for its end, whichever server was asked."""
        return self.folder.stop_asked_by() or self.asked


@dataclass
class Supervisor:
    """Keeps the workers. `on_change` is called with a run's id whenever its file may have grown."""

    workspace: Workspace
    on_change: Callable[[str], None]
    is_watched: Callable[[str], bool]
    workers: dict[str, Worker] = field(default_factory=dict)
    _watchers: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    def start(self, run: str, folder: RunFolder) -> None:
        """Start the worker held, write down who it is, and only then let it go.

        A server that dies in between leaves a worker whose input ends: it leaves without having done anything.

        Raises:
            OSError: What has to be written down first cannot be; nothing was started.
        """
        with folder.console.open("ab") as console:
            process = subprocess.Popen(
                [sys.executable, "-m", "yolosmith.engine.train", str(folder.folder)],
                stdin=subprocess.PIPE,
                stdout=console,
                stderr=subprocess.STDOUT,
                env=child_environment(self.workspace) | loggers.environment(folder.spec().loggers),
                cwd=folder.folder,
                start_new_session=True,
            )
        assert process.stdin is not None
        try:
            started = start_time(process.pid)
            folder.set_worker(process.pid, started)
            folder.forget_end()
            record(folder, StatusEvent(status="running", pid=process.pid))
        except OSError:  # a full disk: nobody would know of this worker, so it must not begin
            process.kill()
            process.wait()
            raise
        with contextlib.suppress(BrokenPipeError):  # it is dead already: the watcher will say so
            process.stdin.write(b"go\n")
            process.stdin.close()
        log.info("run %s: its worker is process %d", run, process.pid)
        self._watch(Worker(run, folder, process.pid, started, process))

    def adopt(self, run: str, folder: RunFolder) -> bool:
        """Take on the worker that an earlier server started; False if there is none left to take on."""
        known = folder.worker()
        if known is None:
            return False
        log.info("run %s goes on in process %d, which an earlier server started", run, known[0])
        self._watch(Worker(run, folder, *known))
        return True

    def stop(self, run: str, *, by: Literal["user", "server"], force: bool) -> None:
        """Ask a worker for its end: after the batch and a validation (user), at once (server), or kill it (force)."""
        worker = self.workers[run]
        worker.asked = by
        try:
            worker.folder.ask_stop(by)
        except OSError as error:  # a full disk must not keep anybody from stopping
            log.warning("run %s: the wish to stop it cannot be written: %s", run, error)
        if force:
            kill_session(worker.pid, worker.started)
        else:
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker.pid, signal.SIGTERM if by == "user" else signal.SIGINT)
        self.on_change(run)

    async def shut_down(self, seconds: float) -> None:
        """Stop all trainings so that they can be resumed; what is not done after `seconds` is killed.

        Those that a user has stopped already validate and end by themselves.
        """
        for run, worker in list(self.workers.items()):
            if worker.asked_by is None:
                self.stop(run, by="server", force=False)
        if not self._watchers:
            return
        _, late = await asyncio.wait(self._watchers.values(), timeout=seconds)
        if late:
            for worker in list(self.workers.values()):
                kill_session(worker.pid, worker.started)
            _, unrecorded = await asyncio.wait(late, timeout=RECORD_SECONDS)
            for task in unrecorded:  # a full disk: the next server adopts them, and records their end
                task.cancel()

    def _watch(self, worker: Worker) -> None:
        self.workers[worker.run] = worker
        task = asyncio.create_task(self._follow(worker))
        self._watchers[worker.run] = task
        task.add_done_callback(lambda done: self._unwatch(worker.run, done))

    def _unwatch(self, run: str, task: asyncio.Task[None]) -> None:
        self._watchers.pop(run, None)
        if not task.cancelled() and (error := task.exception()):
            log.error("run %s is no longer watched", run, exc_info=error)

    async def _follow(self, worker: Worker) -> None:
        while worker.alive:
            self.on_change(worker.run)
            await asyncio.sleep(WATCHED_POLL_SECONDS if self.is_watched(worker.run) else POLL_SECONDS)
        # Data loaders and the like must not outlive it.
        await asyncio.to_thread(kill_session, worker.pid, worker.started)
        event = ending(worker)
        while not await asyncio.to_thread(_recorded, worker.folder, event):  # noqa: ASYNC110  no one tells of free space
            await asyncio.sleep(1)
        if event.error is None:
            log.info("run %s is %s", worker.run, event.status)
        else:
            log.warning("run %s has %s: %s", worker.run, event.status, event.error.message)
        worker.folder.clear_worker()
        del self.workers[worker.run]
        self.on_change(worker.run)


def record(folder: RunFolder, event: RunEvent) -> None:
    """Write an event while no worker writes.

    Raises:
        OSError: The disk is full, or (TimeoutError) somebody else writes.
    """
    with Journal(folder.events) as journal:
        journal.append(payload(event, folder.folder.name), durable=True)


def _recorded(folder: RunFolder, event: StatusEvent) -> bool:
    try:
        record(folder, event)
    except OSError as error:  # a full disk: the end must not be lost, so it is tried until there is room
        log.error("run %s: its end cannot be written yet: %s", folder.folder.name, error)
        return False
    return True


def ending(worker: Worker) -> StatusEvent:
    """How the run ended: by the manifest that the worker writes last, else by what is known from outside."""
    folder = worker.folder
    manifest = folder.manifest()
    if manifest is not None:
        failure = manifest.get("error")
        status: RunState = manifest["outcome"]
        return StatusEvent(status=status, error=RunFailure.model_validate(failure) if failure else None)
    if worker.asked_by is not None:
        return StatusEvent(status="interrupted" if worker.asked_by == "server" else "stopped")
    message = f"The worker ended {_how(worker.process)} before the training was done."
    if worker.process is not None and worker.process.returncode == DISK_FULL:
        message = "The disk is full. Free some space, then resume the run."
    return StatusEvent(status="failed", error=RunFailure(message=message, trace=folder.console_tail()))


def _how(process: subprocess.Popen[bytes] | None) -> str:
    if process is None:
        return "while no server watched it"
    code = process.returncode
    if code >= 0:
        return f"with exit status {code}"
    name = signal.Signals(-code).name
    return f"by {name}" + (" (killed from outside, or the system ran out of memory)" if name == "SIGKILL" else "")
