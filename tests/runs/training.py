"""What the stories about runs share: a workspace that can train in seconds, and a client that follows events."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy

from tests.conftest import RunningServer
from yolosmith.storage.files import read_json

GATE = '''"""A gate."""

import torch
from torch import nn


class Gate(nn.Module):
    """Scales each channel by its own mean."""

    def __init__(self, c1: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(c1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x * (x.mean((2, 3)) * self.weight).sigmoid()[..., None, None]
'''

TINY = """
nc: 10
scales:
  n: [1.0, 0.5, 64]
  s: [1.0, 1.0, 64]
backbone:
  - [-1, 1, Conv, [16, 3, 2]]
  - [-1, 1, Conv, [32, 3, 2]]
  - [-1, 1, Gate, []]
  - [-1, 1, Conv, [32, 3, 2]]
  - [-1, 1, C2f, [32]]
head:
  - [[2, 4], 1, Detect, [nc]]
"""

ARGS: dict[str, Any] = {
    "epochs": 3,
    "imgsz": 64,
    "batch": 16,
    "optimizer": "AdamW",
    "lr0": 0.005,
    "mosaic": 0.0,
    "fraction": 0.4,
    "plots": False,
}

Event = dict[str, Any]


def furnish(workspace: Path, digits: Path) -> None:
    """Put a data set, a module and an architecture that uses it where a workspace keeps them."""
    copy_dataset(digits, workspace / "datasets" / "digits")
    (workspace / "modules").mkdir(parents=True, exist_ok=True)
    (workspace / "modules" / "Gate.py").write_text(GATE)
    (workspace / "model_yamls").mkdir(exist_ok=True)
    (workspace / "model_yamls" / "tiny.yaml").write_text(TINY)


def copy_dataset(old: Path, new: Path) -> None:
    """A data set for detection under another path, with lists of its labels that fit: none is written in a training."""
    shutil.copytree(old, new)
    for path in (new / "labels").glob("*.cache"):
        listed = numpy.load(path, allow_pickle=True).item()
        for label in listed["labels"]:
            label["im_file"] = label["im_file"].replace(str(old), str(new))
        pictures = [label["im_file"] for label in listed["labels"]]
        labels = [str(path.with_suffix("") / Path(picture).with_suffix(".txt").name) for picture in pictures]
        classes = len(read_json(new / "dataset.json")["names"])
        listed["hash"] = label_hash([*labels, *pictures, str((False, classes, None, False))])
        with path.open("wb") as file:
            numpy.save(file, listed)


def label_hash(paths: list[str]) -> str:
    """Ultralytics' `get_hash`, which these tests do without importing torch."""
    found = hashlib.sha256()
    for path in paths:
        found.update(os.fsencode(path) + b"\0")
        if Path(path).exists():
            state = Path(path).stat()
            found.update(f"{state.st_size}:{state.st_mtime_ns}".encode())
        found.update(b"\0")
    return found.hexdigest()


def start(
    server: RunningServer, *, snapshots: tuple[int, ...] = (), loggers: tuple[str, ...] = (), **changes: Any
) -> str:
    """Start a run of the tiny architecture; `changes` go into its arguments."""
    body = {"architecture": "tiny", "scale": "n", "dataset": "digits", "args": ARGS | changes}
    body |= {"snapshots": snapshots, "loggers": loggers}
    answer = server.client.post("/api/runs", json=body)
    assert answer.status_code == 201, answer.text
    run: str = answer.json()["id"]
    return run


def follow(
    server: RunningServer, run: str, after: int = 0, until: Callable[[Event], bool] = lambda event: False
) -> list[Event]:
    """The run's events after a seq: to the end of the stream, or up to the first that `until` accepts."""
    events: list[Event] = []
    headers = {"last-event-id": str(after)}
    with server.client.stream("GET", f"/api/runs/{run}/events", headers=headers, timeout=120) as stream:
        assert stream.status_code == 200
        for line in stream.iter_lines():
            if line.startswith("data:"):
                events.append(json.loads(line.removeprefix("data:")))
                if until(events[-1]):
                    break
    return events


def batch(epoch: int, number: int = 1) -> Callable[[Event], bool]:
    """Accepts that batch, or a later one."""
    return lambda event: event["type"] == "run.batch" and (event["epoch"], event["batch"]) >= (epoch, number)


def of_type(events: list[Event], kind: str) -> list[Event]:
    """Those of one type."""
    return [event for event in events if event["type"] == kind]


def assert_whole(events: list[Event]) -> None:
    """From the first on, without a hole or a repeat, and ended."""
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert events[-1]["type"] == "run.status"
    assert events[-1]["status"] in {"completed", "stopped", "failed", "interrupted"}
