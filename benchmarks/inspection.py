"""From an edit of one row to all shapes: the answer of the server, beside building the real model."""

import itertools
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import yaml

from benchmarks.results import Table
from benchmarks.server import Server, running

SCALES = {"n": 0.060, "x": 0.120}
"""Limits of the 95th percentile in seconds."""
FRESH_LIMIT = 0.400
EDITS = 100
FRESH = 9
BUILDS = 5

BUILD = """
import sys, time
from ultralytics.nn.tasks import DetectionModel
import yaml
data = {**yaml.safe_load(open(sys.argv[1])), "scale": sys.argv[2]}
DetectionModel(dict(data), verbose=False)
for _ in range(int(sys.argv[3])):
    began = time.perf_counter()
    DetectionModel(dict(data), verbose=False)
    print(time.perf_counter() - began)
"""


def measure() -> Iterator[Table]:
    """Edits and unseen texts at the smallest and the largest scale of YOLO11."""
    rows, missed = [], False
    with running() as server, tempfile.TemporaryDirectory() as folder:
        text = str(server.client.get("/api/architectures/yolo11").raise_for_status().json()["yaml"])
        inspect(server, server.client.get("/api/architectures/yolov8").json()["yaml"], "n")  # starts the engine
        for scale, limit in SCALES.items():
            fresh = [inspect(server, unseen(text, number), scale) for number in range(FRESH)]
            inspect(server, text, scale)
            edited = [inspect(server, one, scale) for one in edits(text, f"edits of {scale}")]
            built = build_times(text, scale, Path(folder))
            info = info_times(text, scale, Path(folder))
            p95 = quantiles(edited, n=20)[-1]
            missed |= p95 > limit or median(fresh) > FRESH_LIMIT
            rows += [
                [f"yolo11{scale}, one row edited ({EDITS} edits)", *figures(edited), ms(p95), ms(limit)],
                [f"yolo11{scale}, a text never seen ({FRESH})", *figures(fresh), "", ms(FRESH_LIMIT)],
                [f"yolo11{scale}, `DetectionModel` built in a warm process", *figures(built), "", ""],
                [f"yolo11{scale}, fresh `YOLO(path).info()`", *figures(info), "", ""],
            ]
    yield Table(
        "From an edit of one row to all shapes",
        ["what", "median", "least", "most", "95th percentile", "limit"],
        rows,
        notes="HTTP answers of POST /api/architectures/inspect at 640 px, no text asked for twice.",
        missed=missed,
    )


def inspect(server: Server, text: str, scale: str) -> float:
    """Seconds of one inspection."""
    began = time.perf_counter()
    answer = server.client.post("/api/architectures/inspect", json={"yaml": text, "scale": scale})
    seconds = time.perf_counter() - began
    found = answer.raise_for_status().json()
    assert all(row["params"] is not None for row in found["rows"]), found
    return seconds


def edits(text: str, seed: str) -> Iterator[str]:
    """The text with one row changed in one of the ways in which people change rows; never the same twice."""
    chance = random.Random(seed)
    places = [
        (section, index) for section in ("backbone", "head") for index in range(len(yaml.safe_load(text)[section]))
    ]
    seen = {text}
    while len(seen) <= EDITS:
        data = yaml.safe_load(text)
        section, index = chance.choice(places)
        if change(data[section][index], chance):
            made = yaml.safe_dump(data, default_flow_style=None, sort_keys=False)
            if made not in seen:
                seen.add(made)
                yield made


def change(row: list[Any], chance: random.Random) -> bool:
    """Other channels, another kernel, other repeats, another module; False where this row offers none."""
    module, args = row[2], row[3]
    if module == "Conv":
        which = chance.choice(["channels", "kernel"])
        if which == "kernel":
            args[1] = chance.choice([5, 7])
        else:
            args[0] = 8 * chance.randint(4, 128)
        return True
    if module == "C3k2":
        which = chance.choice(["channels", "repeats", "module"])
        if which == "repeats":
            row[1] = chance.choice([1, 3, 4])
        elif which == "module":
            row[2], row[3] = "C2f", args[:1]
        else:
            args[0] = 8 * chance.randint(4, 128)
        return True
    if module == "SPPF":
        args[1] = chance.choice([3, 7, 9])
        return True
    return False


def unseen(text: str, number: int) -> str:
    """The text at other widths: no row is one that was built before."""
    data = yaml.safe_load(text)
    data["scales"] = {
        name: [depth, width * (1 + 0.07 * (number + 1)), most] for name, (depth, width, most) in data["scales"].items()
    }
    return str(yaml.safe_dump(data, default_flow_style=None, sort_keys=False))


def build_times(text: str, scale: str, folder: Path) -> list[float]:
    """Seconds of building the real model, in a process that has everything loaded."""
    path = folder / "architecture.yaml"
    path.write_text(text)
    command = [sys.executable, "-c", BUILD, str(path), scale, str(BUILDS)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [float(line) for line in printed.split("\n") if line.replace(".", "").isdigit()]


def info_times(text: str, scale: str, folder: Path) -> list[float]:
    """Seconds of a fresh Python that says what a model is."""
    path = folder / f"yolo11{scale}.yaml"
    path.write_text(text)
    command = [sys.executable, "-c", f"from ultralytics import YOLO; YOLO({str(path)!r}).info()"]
    seconds = []
    for _ in itertools.repeat(None, 3):
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        seconds.append(time.perf_counter() - began)
    return seconds


def figures(seconds: list[float]) -> list[str]:
    """Median, least and most."""
    return [ms(value) for value in (median(seconds), min(seconds), max(seconds))]


def ms(seconds: float) -> str:
    """In milliseconds."""
    return f"{seconds * 1000:.0f} ms"
