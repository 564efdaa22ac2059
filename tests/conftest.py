"""A really started server on a temporary workspace, for every test that speaks HTTP."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from hypothesis import settings

from yolosmith.storage.files import read_json

# No story is about time, and the same commit gives the same examples.
settings.register_profile("yolosmith", deadline=None, derandomize=True)
settings.load_profile("yolosmith")

REPOSITORY = Path(__file__).parent.parent
START_SECONDS = 90


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


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """One server a test module."""
    running = start_server(tmp_path_factory.mktemp("workspace"))
    yield running
    assert running.stop() == 0
