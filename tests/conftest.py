"""A really started server on a temporary workspace, for every test that speaks HTTP."""

import compileall
import fcntl
import gc
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import settings

from yolosmith.storage.files import read_json
from yolosmith.storage.workspace import Workspace
from yolosmith.workers.environment import child_environment

# No story is about time, and the same commit gives the same examples.
settings.register_profile("yolosmith", deadline=None, derandomize=True)
settings.load_profile("yolosmith")

REPOSITORY = Path(__file__).parent.parent
START_SECONDS = 90
KEPT_BY_USERS = ("runs", "sweeps", "datasets", "checkpoints", "modules", "model_yamls")
KEPT_BY_US = ("presets", "checks", "imports", "scratch")
SMALL_DIGITS = {"train": 300, "val": 60, "test": 10}
DRAW = f"""
import sys
from yolosmith.engine import offline
offline.prepare()
from yolosmith.engine import digits
digits.CANVASES |= {SMALL_DIGITS}
digits.run({{"target": sys.argv[1]}}, lambda said: None)
"""


def pytest_configure(config: pytest.Config) -> None:
    """Compile our sources once: servers and workers write no bytecode, and each would compile all that it imports."""
    if not hasattr(config, "workerinput"):
        compileall.compile_dir(REPOSITORY / "backend", quiet=2)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Nothing of what is imported is garbage: looking for it, then and later, takes a tenth of the time."""
    gc.disable()
    collected = yield
    gc.freeze()
    gc.enable()
    return collected


@dataclass
class RunningServer:
    """One `yolosmith serve` process. `client` carries the token."""

    workspace: Path
    url: str
    token: str
    client: httpx.Client
    process: subprocess.Popen[bytes]

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; returns the exit status."""
        self.client.close()
        if self.process.poll() is None:
            self.process.send_signal(sign)
        return self.process.wait(timeout=60)


def start_server(workspace: Path, *arguments: str) -> RunningServer:
    """Start a server and wait until it says that it listens."""
    workspace.mkdir(parents=True, exist_ok=True)
    said = workspace / ".yolosmith" / "server.json"
    said.unlink(missing_ok=True)  # left by a server that was killed
    process = subprocess.Popen(
        [sys.executable, "-m", "yolosmith", "serve", "--workspace", str(workspace), "--port", "0", *arguments],
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    deadline = time.monotonic() + START_SECONDS
    while not said.is_file():
        assert process.poll() is None, f"the server ended with {process.returncode}"
        assert time.monotonic() < deadline, "the server did not start"
        time.sleep(0.02)
    url = read_json(said)["url"]
    token = (workspace / ".yolosmith" / "token").read_text().strip()
    client = httpx.Client(base_url=url, headers={"authorization": f"Bearer {token}"}, timeout=120)
    return RunningServer(workspace, url, token, client, process)


def clear(server: RunningServer) -> None:
    """Leave nothing in the workspace of what stories have put there."""
    client, root = server.client, server.workspace
    client.patch("/api/queue", json={"paused": False}).raise_for_status()
    for run in client.get("/api/runs").json():
        client.post(f"/api/runs/{run['id']}/stop", json={"force": True})
    for run in client.get("/api/runs").json():
        while client.delete(f"/api/runs/{run['id']}").status_code == 409:  # it is being stopped
            time.sleep(0.05)
    folders = [root / name for name in KEPT_BY_USERS] + [root / ".yolosmith" / name for name in KEPT_BY_US]
    for path in [path for folder in folders if folder.is_dir() for path in folder.iterdir()]:
        shutil.rmtree(path) if path.is_dir() else path.unlink()


@pytest.fixture(scope="session")
def publisher() -> Iterator[ThreadingHTTPServer]:
    """Where the server fetches published weights: a port of this machine at which nobody listens until a story does."""
    listener = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler, bind_and_activate=False)
    listener.server_bind()
    yield listener
    listener.server_close()


@pytest.fixture(scope="session")
def lasting_server(tmp_path_factory: pytest.TempPathFactory, publisher: ThreadingHTTPServer) -> Iterator[RunningServer]:
    """The one server of all modules that ask for nothing special: its start, with the inspector's, costs 8 s of CPU."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YOLOSMITH_ASSETS", f"http://127.0.0.1:{publisher.server_port}")
        running = start_server(tmp_path_factory.mktemp("workspace"))
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="module")
def server(lasting_server: RunningServer) -> Iterator[RunningServer]:
    """The server with an empty workspace; cleared after each module."""
    yield lasting_server
    clear(lasting_server)


def some_every_time(names: Iterable[str], *some: str) -> list[Any]:
    """Parameters of a story that is told of them all by `make prove`, and of some in every test."""
    return [name if name in some else pytest.param(name, marks=pytest.mark.prove) for name in names]


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that who comes first of this session's processes makes for all of them."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "once" / name
    folder.parent.mkdir(exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder.with_suffix(".done")
        if not done.exists():
            make(folder)
            done.touch()
    return folder


@pytest.fixture(scope="session")
def digits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo set with fewer pictures, to be copied into a workspace."""

    def draw(folder: Path) -> None:
        environment = child_environment(Workspace.open(folder.with_suffix(".workspace")))
        subprocess.run([sys.executable, "-c", DRAW, str(folder)], env=environment, check=True)

    return made_once(tmp_path_factory, "digits", draw)
