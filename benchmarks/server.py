"""A really started server on a workspace of its own."""

import contextlib
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

START_SECONDS = 60


@dataclass
class Server:
    """One `yolosmith serve`; `seconds` from the start of its process to the first good /api/health."""

    workspace: Path
    url: str
    token: str
    seconds: float
    process: subprocess.Popen[bytes]
    client: httpx.Client

    @property
    def memory(self) -> int:
        """Resident memory of the server process, in bytes."""
        resident: int = psutil.Process(self.process.pid).memory_info().rss
        return resident


@contextlib.contextmanager
def running(workspace: Path | None = None) -> Iterator[Server]:
    """Start one on a temporary workspace, or on the given one; leaving ends it."""
    with contextlib.ExitStack() as stack:
        folder = workspace or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="yolosmith-bench-")))
        port = free_port()
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "yolosmith", "serve", "--workspace", str(folder), "--port", str(port)],
            stdout=subprocess.DEVNULL,
        )
        stack.callback(_end, process)
        url = f"http://127.0.0.1:{port}"
        client = stack.enter_context(httpx.Client(base_url=url, timeout=120, trust_env=False))
        while not _healthy(client):
            if process.poll() is not None or time.perf_counter() - began > START_SECONDS:
                raise RuntimeError("the server did not start")
            time.sleep(0.002)
        seconds = time.perf_counter() - began
        token = (folder / ".yolosmith" / "token").read_text().strip()
        client.headers["authorization"] = f"Bearer {token}"
        yield Server(folder, url, token, seconds, process, client)


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _healthy(client: httpx.Client) -> bool:
    try:
        return client.get("/api/health").is_success
    except httpx.TransportError:
        return False


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(60)
