"""How long it takes until a worker that is killed shows as failed: from SIGKILL to the event in the run's stream."""

import json
import os
import signal
import time
from collections.abc import Iterator
from statistics import median

from benchmarks.results import Table
from benchmarks.server import Server, running
from benchmarks.training import ARGUMENTS, make_dataset

TIMES = 5
LIMIT = 5.0


def measure() -> Iterator[Table]:
    """Five runs, each killed in its second batch."""
    with running() as server:
        make_dataset(server)
        seconds = [kill_one(server) for _ in range(TIMES)]
    yield Table(
        "A killed worker shows as failed",
        ["what", "median", "least", "most", "limit"],
        [
            [
                "SIGKILL to the final event",
                *(f"{figure:.2f} s" for figure in (median(seconds), min(seconds), max(seconds))),
                f"{LIMIT:.0f} s",
            ]
        ],
        notes=f"{TIMES} times.",
        missed=max(seconds) > LIMIT,
    )


def kill_one(server: Server) -> float:
    """Seconds."""
    asked = {"architecture": "yolo11", "scale": "n", "dataset": "digits", "args": {**ARGUMENTS, "epochs": 1}}
    run: str = server.client.post("/api/runs", json=asked).raise_for_status().json()["id"]
    pid, killed = 0, 0.0
    with server.client.stream("GET", f"/api/runs/{run}/events") as events:
        for line in events.iter_lines():
            if not line.startswith("data:"):
                continue
            event = json.loads(line.removeprefix("data:"))
            pid = event.get("pid") or pid
            if event["type"] == "run.batch" and event["batch"] == 2:
                os.kill(pid, signal.SIGKILL)
                killed = time.perf_counter()
    assert event["status"] == "failed", event
    return time.perf_counter() - killed
