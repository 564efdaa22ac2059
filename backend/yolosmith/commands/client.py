"""The HTTP API for commands: of the server that holds the workspace, else of one started for the time being."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import httpx

from yolosmith.errors import ConflictError, Fault, WorkerError, YolosmithError
from yolosmith.runs.events import ENDED
from yolosmith.storage.files import read_json
from yolosmith.storage.lock import is_held
from yolosmith.storage.workspace import Workspace

START_SECONDS = 60.0
STOP_SECONDS = 60.0
HELD_SECONDS = 15.0
"""How long we wait for a server that is just starting, or for that of a command that is about to end."""

LOST_SECONDS = 30.0
"""How long a lost stream is asked for again before we give up."""

ANSWER_SECONDS = 120.0


@dataclass
class Api:
    """One server. `own`: it was started for this command and ends with it."""

    http: httpx.Client
    workspace: Workspace
    own: bool

    def get(self, path: str, **params: Any) -> Any:
        """Ask for a document."""
        return self.call("GET", path, params=params)

    def post(self, path: str, body: Any = None) -> Any:
        """Send a document."""
        return self.call("POST", path, json=body)

    def put(self, path: str, body: Any) -> Any:
        """Save a document."""
        return self.call("PUT", path, json=body)

    def call(self, method: str, path: str, **request: Any) -> Any:
        """One request below /api; its answer's JSON, None where there is none.

        Raises:
            YolosmithError: What the server refuses, in its words.
            WorkerError: It does not answer.
        """
        content = self.raw(method, path, **request)
        return json.loads(content) if content else None

    def raw(self, method: str, path: str, **request: Any) -> bytes:
        """As `call`, but the answer as it comes: a picture, say."""
        try:
            answer = self.http.request(method, f"/api{path}", **request)
        except httpx.TransportError as error:
            raise WorkerError(f"The server at {self.http.base_url} does not answer ({error}).") from error
        if answer.is_error:
            raise refusal(answer)
        return answer.content

    def events(self, run: str) -> Iterator[dict[str, Any]]:
        """A run's events from the first to its end; a stream that breaks is taken up again where it broke.

        Raises:
            WorkerError: The server has gone and does not come back.
        """
        seq, over = 0, False
        deadline = time.monotonic() + LOST_SECONDS
        while not over:
            with contextlib.suppress(httpx.TransportError):
                for event in self._stream(run, after=seq):
                    seq = event["seq"]
                    deadline = time.monotonic() + LOST_SECONDS
                    if event["type"] == "run.status":
                        over = event["status"] in ENDED  # until the run goes on, which is a status too
                    yield event
            if not over:
                if time.monotonic() > deadline:
                    raise WorkerError(f"The server at {self.http.base_url} has gone; run {run} can be followed again.")
                time.sleep(0.5)

    def _stream(self, run: str, *, after: int) -> Iterator[dict[str, Any]]:
        headers = {"last-event-id": str(after), "accept": "text/event-stream"}
        timeout = httpx.Timeout(ANSWER_SECONDS, read=LOST_SECONDS)  # the server pings more often
        with self.http.stream("GET", f"/api/runs/{run}/events", headers=headers, timeout=timeout) as answer:
            if answer.is_error:
                answer.read()
                raise refusal(answer)
            for line in answer.iter_lines():
                if line.startswith("data:"):
                    yield json.loads(line.removeprefix("data:"))


@contextlib.contextmanager
def connect(root: Path, *, trainings: bool) -> Iterator[Api]:
    """The API of the server that holds the workspace; where none does, of a new one that ends with the block.

    Args:
        root: The workspace's folder.
        trainings: Whether a new server takes on trainings: it also stops them when it ends.

    Raises:
        ConflictError: No server runs, and none could be started; its own words say why.
    """
    workspace = Workspace.open(root)
    with contextlib.ExitStack() as stack:
        url = running_server(workspace)
        own = url is None
        deadline = time.monotonic() + HELD_SECONDS
        while url is None:
            try:
                url = stack.enter_context(temporary_server(workspace, trainings))
            except ConflictError:
                if not is_held(workspace) or time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
                url = running_server(workspace)
                own = url is None
        yield Api(stack.enter_context(_client(workspace, url)), workspace, own)


def running_server(workspace: Workspace) -> str | None:
    """Address of the server that holds the workspace, if one answers there and knows its token.

    One without trainings is passed over: it ends with the command that started it.
    """
    try:
        said = read_json(workspace.server_file)
        url: str = said["url"]
        if not said.get("trainings", True):
            return None
        with _client(workspace, url) as client:
            return url if client.get("/api/status", timeout=5).is_success else None
    except (OSError, ValueError, KeyError, TypeError, httpx.TransportError):
        return None  # it ended without taking its file along


@contextlib.contextmanager
def temporary_server(workspace: Workspace, trainings: bool) -> Iterator[str]:
    """Start a server on any free port and yield its address; leaving ends it, and with it what it trains.

    Raises:
        ConflictError: It did not start.
    """
    arguments = ["serve", "--workspace", str(workspace.root), "--port", "0"]
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "yolosmith", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
            env={**os.environ, "YOLOSMITH_TRAININGS": str(trainings)},
            start_new_session=True,  # Ctrl-C is for the command, which then ends the server in order
        )
        with _ended_in_order(process):
            deadline = time.monotonic() + START_SECONDS
            while (url := _address(workspace, process.pid)) is None:
                if process.poll() is not None or time.monotonic() > deadline:
                    said.seek(0)
                    raise ConflictError(said.read().strip().removeprefix("yolosmith: ") or "No server could start.")
                time.sleep(0.02)
            yield url


@contextlib.contextmanager
def _ended_in_order(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Whatever ends the block ends the process too: an error, Ctrl-C, `kill`, a terminal that is closed."""
    numbers = (signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, _leave) for number in numbers}
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for number, handler in before.items():
            signal.signal(number, handler)


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


def refusal(answer: httpx.Response) -> YolosmithError:
    """The server's problem as the error that it was."""
    try:
        problem = answer.json()
        faults = [
            Fault(tuple(place["loc"]), place["message"], place.get("expected"), place.get("actual"))
            for place in problem["errors"]
        ]
        return YolosmithError(problem["detail"], faults)
    except (ValueError, KeyError, TypeError):
        return YolosmithError(f"{answer.request.method} {answer.url.path} was answered by {answer.status_code}.")


def _client(workspace: Workspace, url: str) -> httpx.Client:
    token = Path(workspace.token_file).read_text(encoding="utf-8").strip()
    headers = {"authorization": f"Bearer {token}"}
    return httpx.Client(base_url=url, headers=headers, timeout=ANSWER_SECONDS, trust_env=False)


def _address(workspace: Workspace, pid: int) -> str | None:
    try:
        said = read_json(workspace.server_file)
    except (OSError, ValueError):
        return None
    return said["url"] if said["pid"] == pid else None
