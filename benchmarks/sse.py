"""A thousand pages that look at one run: how late each of its events is, and what they cost the server."""

import contextlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

from benchmarks.results import Table
from benchmarks.server import free_port, running
from yolosmith.runs.events import StatusEvent, payload
from yolosmith.storage.files import write_json
from yolosmith.storage.journal import Journal
from yolosmith.workers.process import start_time

CLIENTS = 1000
SECONDS = 20
P99_LIMIT = 0.060
BYTES_LIMIT = 45 * 1024
RUN = "20260101T000000Z-abcdef"


@dataclass
class Figures:
    """What the clients got, what the server's memory grew by for each of them, and its share of a core."""

    got: dict[str, Any]
    bytes: float
    core: float

    def row(self, name: str, limits: bool) -> list[str]:
        got = self.got
        times = [f"{got[key] * 1000:.0f} ms" for key in ("median", "p99", "most")]
        limit = f"{P99_LIMIT * 1000:.0f} ms, {BYTES_LIMIT // 1024} KiB" if limits else ""
        faults = f"{got['gaps']} / {got['repeats']}"
        return [name, str(got["events"]), faults, *times, f"{self.core:.0%}", f"{self.bytes / 1024:.1f} KiB", limit]


def measure() -> Iterator[Table]:
    """Ours and plain sse-starlette, one after the other."""
    plain, ours = measure_plain(), measure_ours()
    missed = (
        ours.got["p99"] > P99_LIMIT
        or ours.bytes > BYTES_LIMIT
        or ours.got["gaps"] + ours.got["repeats"] > 0
        or ours.got["least"] < 0.9 * SECONDS * 10
    )
    yield Table(
        f"{CLIENTS} clients on one run, 10 events a second",
        ["what", "events", "gaps / repeats", "median", "p99", "most", "of a core", "memory a client", "limit"],
        [ours.row("Yolosmith, from the worker's write on", True), plain.row("plain sse-starlette, in memory", False)],
        notes=f"For {SECONDS} s, after all were connected; the clients share the machine with the server. Ours go "
        "through the worker's file, the server's look at it, and everything that stands in front of a route.",
        missed=missed,
    )


def measure_ours() -> Figures:
    """A really started server that adopts a worker which only writes."""
    with tempfile.TemporaryDirectory(prefix="yolosmith-bench-") as place, contextlib.ExitStack() as stack:
        folder = Path(place) / "runs" / RUN
        writer = stack.enter_context(worker(folder))
        write_json(folder / "worker.json", {"pid": writer.pid, "started": start_time(writer.pid)})
        server = stack.enter_context(running(Path(place)))
        stack.callback(end, writer)  # before the server, which would wait for it
        url = f"{server.url}/api/runs/{RUN}/events?after=1"
        return listen(url, server.token, server.process.pid)


def measure_plain() -> Figures:
    """The comparison."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.sse_plain", str(port)])
    try:
        time.sleep(3)
        return listen(f"http://127.0.0.1:{port}/events?", "", process.pid)
    finally:
        end(process)


@contextlib.contextmanager
def worker(folder: Path, module: str = "benchmarks.sse_writer") -> Iterator[subprocess.Popen[bytes]]:
    """A run's folder with a worker that writes into it."""
    folder.mkdir(parents=True)
    now = datetime.now(UTC).isoformat()
    write_json(folder / "run.json", {"id": RUN, "created": now, "architecture": "made", "dataset": "made", "args": {}})
    with Journal(folder / "events.jsonl") as journal:
        journal.append(payload(StatusEvent(status="queued"), RUN))
    command = [sys.executable, "-m", module, str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout is not None
    process.stdout.readline()
    try:
        yield process
    finally:
        end(process)


def listen(url: str, token: str, pid: int) -> Figures:
    """Connect all clients and count."""
    server = psutil.Process(pid)
    before = server.memory_info().rss
    command = [sys.executable, "-m", "benchmarks.sse_clients", url, token, str(CLIENTS), str(SECONDS)]
    clients = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert clients.stdin is not None
    assert clients.stdout is not None
    assert clients.stdout.readline() == "connected\n"
    time.sleep(5)
    busy = sum(server.cpu_times()[:2])
    clients.stdin.write("count\n")
    clients.stdin.flush()
    got = json.loads(clients.stdout.readline())
    core = (sum(server.cpu_times()[:2]) - busy) / SECONDS
    grown = server.memory_info().rss - before
    clients.wait(60)
    return Figures(got, grown / CLIENTS, core)


def end(process: subprocess.Popen[bytes]) -> None:
    """Once is enough."""
    if process.poll() is None:
        process.terminate()
        process.wait(60)
