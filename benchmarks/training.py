"""Wall time of a training through the app against `yolo train` with the same model, data, arguments and environment.

A is the app: from the request to the final status, the start of the worker included. B is the command line: from the
start of its process to its end. They take turns, A B A B …, in one run; a first A, not counted, warms the caches up.
"""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.results import Table
from benchmarks.server import Server, running
from yolosmith.storage.workspace import Workspace
from yolosmith.workers.environment import child_environment

EPOCHS = 5
LIMIT = 1.01
ARCHITECTURE, SCALE = "yolo11", "n"
ARGUMENTS = {"imgsz": 96, "batch": 16, "device": "cpu", "seed": 0, "workers": 0}


def measure(pairs: int, epochs: int) -> Iterator[Table]:
    """Train in pairs; the ratio of a pair is A / B."""
    with running() as server:
        make_dataset(server)
        warm = train_in_app(server, epochs=1)[1]
        model = server.workspace / "model.yaml"
        shutil.copyfile(server.workspace / "runs" / warm / "model.yaml", model)
        times = []
        for pair in range(pairs):
            app = train_in_app(server, epochs)[0]
            command = train_by_command(server, model, epochs)
            times.append((app, command))
            print(f"pair {pair + 1}: app {app:.2f} s, yolo train {command:.2f} s, {app / command:.4f}", flush=True)
    ratio = median(app / command for app, command in times)
    rows = [[str(n + 1), f"{a:.2f}", f"{b:.2f}", f"{a / b:.4f}", ""] for n, (a, b) in enumerate(times)]
    yield Table(
        "Training through the app against `yolo train`",
        ["pair", "app, s", "yolo train, s", "ratio", "limit"],
        [*rows, ["median", *[f"{median(side):.2f}" for side in zip(*times, strict=True)], f"{ratio:.4f}", f"{LIMIT}"]],
        notes=f"{ARCHITECTURE}{SCALE} from scratch on the digits, {epochs} epochs, "
        f"{', '.join(f'{name}={value}' for name, value in ARGUMENTS.items())}.",
        missed=ratio > LIMIT,
    )


def make_dataset(server: Server) -> None:
    """The digits."""
    server.client.post("/api/datasets/demo").raise_for_status()
    while (status := server.client.get("/api/datasets/digits").json()["status"]) == "importing":
        time.sleep(0.2)
    assert status == "ready", status


def train_in_app(server: Server, epochs: int) -> tuple[float, str]:
    """Seconds, and the run's id."""
    asked = {"architecture": ARCHITECTURE, "scale": SCALE, "dataset": "digits", "args": {**ARGUMENTS, "epochs": epochs}}
    began = time.perf_counter()
    run: str = server.client.post("/api/runs", json=asked).raise_for_status().json()["id"]
    last: dict[str, Any] = {}
    with server.client.stream("GET", f"/api/runs/{run}/events") as events:
        for line in events.iter_lines():
            if line.startswith("data:"):
                last = json.loads(line.removeprefix("data:"))
    seconds = time.perf_counter() - began
    assert last.get("status") == "completed", last
    return seconds, run


def train_by_command(server: Server, model: Path, epochs: int) -> float:
    """Seconds."""
    data = server.workspace / "datasets" / "digits" / "data.yaml"
    given = {**ARGUMENTS, "epochs": epochs, "model": model, "data": data}
    where = {"project": server.workspace / "plain", "name": "run", "exist_ok": True}
    shutil.rmtree(server.workspace / "plain", ignore_errors=True)
    command = [str(Path(sys.executable).with_name("yolo")), "detect", "train"]
    began = time.perf_counter()
    done = subprocess.run(
        [*command, *[f"{name}={value}" for name, value in (given | where).items()]],
        env=child_environment(Workspace.open(server.workspace)),
        cwd=server.workspace,
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.perf_counter() - began
    assert done.returncode == 0, done.stderr[-2000:]
    return seconds
