"""`python -m yolosmith.engine.inspector`: loads the libraries once and forks a fresh, limited child for each job.

One child stays, for inspections (`engine.resident`): it serves in the same way, and answers by itself what needs no
code of the user's. What forks runs no kernel on a CPU tensor, ever: a thread pool that exists before the fork hangs the
children. Protocol and client: `yolosmith.workers.jobs`.
"""

import contextlib
import gc
import json
import os
import selectors
import signal
import socket
import sys
import time
import traceback
from dataclasses import dataclass, field
from typing import Any, NoReturn

import psutil

from yolosmith.engine import jobs, limits, offline
from yolosmith.engine.resident import Resident
from yolosmith.errors import YolosmithError
from yolosmith.workers.process import kill_session, session_members

MAX_MESSAGE = 64 * 1024 * 1024
TICK = 0.1
PRELOADED = ("inspect", "check_module", "catalog", "check_arguments", "describe_checkpoint", "predict")
"""Jobs that a person waits for: their modules are imported once, before the first fork."""


@dataclass
class Running:
    """One forked job."""

    number: int
    pid: int
    pipe: int
    seconds: float
    deadline: float
    buffer: bytearray = field(default_factory=bytearray)
    answered: bool = False
    killed_for: str | None = None


class Inspector:
    """Reads requests from a descriptor, forks, copies what the children say to another one."""

    def __init__(self, requests: int, answers: int, *, is_resident: bool = False) -> None:
        self.selector = selectors.DefaultSelector()
        self.running: dict[int, Running] = {}
        self.requests = bytearray()
        self.input, self.output = requests, answers
        self.is_resident = is_resident
        self.resident: Resident | None = None

    def serve(self) -> None:
        """Run until the requests end, then kill what still runs."""
        wake_read, wake_write = socket.socketpair()
        wake_read.setblocking(False)
        wake_write.setblocking(False)
        signal.set_wakeup_fd(wake_write.fileno())
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self.selector.register(self.input, selectors.EVENT_READ)
        self.selector.register(wake_read, selectors.EVENT_READ)
        try:
            while self._turn(wake_read):
                pass
        finally:
            for job in list(self.running.values()):
                kill_session(job.pid)
            if self.resident:
                self.resident.kill()
            self._kill_orphans()

    def _turn(self, wake: socket.socket) -> bool:
        busy = self.running or (self.resident and self.resident.open)
        for key, _ in self.selector.select(TICK if busy else None):
            if self.resident and key.fileobj is self.resident.socket:
                self._hear_resident(self.resident)
            elif key.fileobj is wake:
                with contextlib.suppress(BlockingIOError):
                    wake.recv(4096)
            elif key.fd == self.input:
                if not self._read_requests():
                    return False
            elif job := self._by_pipe(key.fd):
                self._read_job(job)
        self._reap()
        self._enforce()
        return True

    def _read_requests(self) -> bool:
        chunk = os.read(self.input, 1 << 20)
        self.requests += chunk
        while (end := self.requests.find(b"\n")) >= 0:
            line = bytes(self.requests[:end])
            del self.requests[: end + 1]
            self._request(json.loads(line))
        return bool(chunk)

    def _request(self, request: dict[str, Any]) -> None:
        if "cancel" in request:
            self._cancel(request)
        elif request["job"] != jobs.AT_ONCE:
            self._fork(request)
        elif not self.is_resident:
            self._pass_on(request)
        elif answer := answer_at_once(request["args"]):
            self._send({"id": request["id"], **answer})
        else:
            self._fork(request)

    def _cancel(self, request: dict[str, Any]) -> None:
        if self.resident and request["cancel"] in self.resident.open:
            self.resident.send(request)
        for job in self.running.values():
            if job.number == request["cancel"]:
                job.killed_for = "It was cancelled."
                kill_session(job.pid)

    def _pass_on(self, request: dict[str, Any]) -> None:
        if self.resident is None:
            self.resident = Resident.fork(self._live_as_resident)
            self.selector.register(self.resident.socket, selectors.EVENT_READ)
        self.resident.send(request)
        self.selector.modify(self.resident.socket, self.resident.wanted())

    def _live_as_resident(self, descriptor: int) -> None:
        """In the forked child."""
        self._leave_parent()
        limits.die_with_parent()
        limits.become_subreaper()
        Inspector(descriptor, descriptor, is_resident=True).serve()

    def _hear_resident(self, resident: Resident) -> None:
        resident.flush()
        for message in resident.read():
            self._send(message)
        self.selector.modify(resident.socket, resident.wanted())

    def _lose_resident(self, resident: Resident, status: int) -> None:
        """Those who wait are told; the next inspection starts another."""
        self._hear_resident(resident)
        self.selector.unregister(resident.socket)
        self.resident = None
        resident.close()
        for number in resident.open:
            self._send({"id": number, "error": {"slug": "worker-failed", "detail": _reason(status)}})

    def _fork(self, request: dict[str, Any]) -> None:
        read, write = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(read)
            self._child(request, write)
        os.close(write)
        os.set_blocking(read, False)
        seconds = float(request["seconds"])
        self.running[pid] = Running(request["id"], pid, read, seconds, time.monotonic() + seconds)
        self.selector.register(read, selectors.EVENT_READ)

    def _child(self, request: dict[str, Any], pipe: int) -> NoReturn:
        status = 1
        try:
            os.setsid()
            self._leave_parent()
            limits.limit_this_process(int(request["memory"]))
            run_job(request["job"], request["args"], pipe)
            status = 0
        finally:
            os._exit(status)  # never back into the parent's loop, nor through its exit handlers

    def _leave_parent(self) -> None:
        """In a child: nothing of the parent's loop stays."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for descriptor in {self.input, self.output}:
            os.close(descriptor)
        self.selector.close()
        if self.resident:
            self.resident.close()

    def _by_pipe(self, pipe: int) -> Running | None:
        return next((job for job in self.running.values() if job.pipe == pipe), None)

    def _read_job(self, job: Running) -> bool:
        """Copy the job's complete lines on; False at the end of its pipe."""
        try:
            chunk = os.read(job.pipe, 1 << 20)
        except BlockingIOError:
            return False
        job.buffer += chunk
        if len(job.buffer) > MAX_MESSAGE:
            job.killed_for = "It answered more than 64 MiB."
            kill_session(job.pid)
            return False
        *lines, rest = job.buffer.split(b"\n")
        job.buffer = bytearray(rest)
        for line in lines:
            self._copy(job, bytes(line))
        if not chunk:
            with contextlib.suppress(KeyError):
                self.selector.unregister(job.pipe)
        return bool(chunk)

    def _copy(self, job: Running, line: bytes) -> None:
        try:
            message = json.loads(line)
        except ValueError:
            return  # written by the user's code into our pipe; the job ends without an answer, and is told so
        if isinstance(message, dict) and not job.answered:
            job.answered = "answer" in message or "error" in message
            if self.is_resident and "answer" in message:
                jobs.remember(message["answer"].pop("learned"))
            self._send({**message, "id": job.number})

    def _send(self, message: dict[str, Any]) -> None:
        data = memoryview(json.dumps(message).encode() + b"\n")
        while data:
            data = data[os.write(self.output, data) :]

    def _reap(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if job := self.running.pop(pid, None):
                self._finish(job, status)
            elif self.resident and pid == self.resident.pid:
                self._lose_resident(self.resident, status)

    def _finish(self, job: Running, status: int) -> None:
        while self._read_job(job):
            pass
        with contextlib.suppress(KeyError):
            self.selector.unregister(job.pipe)
        os.close(job.pipe)
        kill_session(job.pid)
        if not self.running:
            self._kill_orphans()
        if not job.answered:
            reason = job.killed_for or _reason(status)
            self._send({"id": job.number, "error": {"slug": "worker-failed", "detail": reason}})

    def _enforce(self) -> None:
        now = time.monotonic()
        for job in self.running.values():
            if job.killed_for:
                pass  # what it had started while it was killed goes too; the first reason stands
            elif now > job.deadline:
                job.killed_for = f"It took longer than {job.seconds:g} s and was stopped."
            elif len(session_members(job.pid)) > limits.MAX_PROCESSES:
                job.killed_for = f"It started more than {limits.MAX_PROCESSES} processes and was stopped."
            else:
                continue
            kill_session(job.pid)
        if self.resident and self.resident.late():
            self.resident.kill()

    def _kill_orphans(self) -> None:
        """What left its job's session is our child by now (we are the subreaper), and no job."""
        kept = {*self.running, *([self.resident.pid] if self.resident else [])}
        for child in psutil.Process().children():
            if child.pid not in kept:
                with contextlib.suppress(psutil.NoSuchProcess):
                    child.kill()


def answer_at_once(args: dict[str, Any]) -> dict[str, Any] | None:
    """The message to answer an inspection with; None where it takes a child."""
    try:
        answer = jobs.at_once(args)
    except YolosmithError as error:
        return {"error": jobs.refusal(error)}
    except Exception:  # noqa: BLE001  the child meets the same surprise, and reports it
        return None
    return None if answer is None else {"answer": answer}


def run_job(name: str, args: dict[str, Any], pipe: int) -> None:
    """In the child: run the job and write what it says and its answer or error as lines into `pipe`."""

    def write(message: dict[str, Any]) -> None:
        data = memoryview(json.dumps(message, allow_nan=False).encode() + b"\n")
        while data:
            data = data[os.write(pipe, data) :]

    try:
        answer = jobs.load(name)(args, lambda what: write({"say": what}))
    except YolosmithError as error:
        write({"error": jobs.refusal(error)})
    except MemoryError:
        write({"error": {"slug": "worker-failed", "detail": "It needed more memory than a job may take."}})
    except Exception as error:  # noqa: BLE001  the one place where a job's surprise becomes a message, with its trace in the log
        traceback.print_exc()
        detail = f"{name} failed: {type(error).__name__}: {error}"
        write({"error": {"slug": "worker-failed", "detail": detail[:2000]}})
    else:
        write({"answer": answer})


def _reason(status: int) -> str:
    if os.WIFSIGNALED(status):
        name = signal.Signals(os.WTERMSIG(status)).name
        hint = " (most often for lack of memory)" if name == "SIGKILL" else ""
        return f"It was ended by {name}{hint}."
    return f"It ended by itself (exit status {os.WEXITSTATUS(status)}) without an answer."


def preload() -> None:
    """Import what jobs need, and run one forward on the meta device: that imports some 900 more modules of torch."""
    gc.disable()  # nothing of what is imported is garbage, and looking for it takes half a second
    offline.prepare()
    import torch
    from ultralytics.nn import tasks

    for job in PRELOADED:
        jobs.load(job)

    with torch.device("meta"):
        model, _ = tasks.parse_model(
            {"nc": 1, "backbone": [[-1, 1, "Conv", [8, 3, 2]], [-1, 1, "C2f", [8]]], "head": []},
            3,
            verbose=False,
        )
        model(torch.empty(1, 3, 64, 64))
    gc.enable()
    gc.collect()
    gc.freeze()  # the children share these pages as long as no collection touches them


def main() -> None:
    """Entry point."""
    sys.setrecursionlimit(1000)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which closes our input
    limits.become_subreaper()
    requests, answers = os.dup(0), os.dup(1)
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    os.dup2(2, 1)  # whatever prints, prints into the log, not into the protocol
    inspector = Inspector(requests, answers)
    preload()
    inspector.serve()
    os._exit(0)  # nothing here is worth the second that torch takes to tear itself down


if __name__ == "__main__":
    main()
