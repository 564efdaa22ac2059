"""A tab that is left open overnight: what it keeps in memory and what its frames cost, early and at the end."""

import contextlib
import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.canvas import ROOT, load
from benchmarks.night_writer import BATCHES
from benchmarks.results import Table
from benchmarks.server import running
from benchmarks.sse import RUN, end, worker
from yolosmith.storage.files import write_json
from yolosmith.workers.process import start_time

MOMENTS = (30, 150, 299)
"""Epochs of a thousand batches."""

GROWTH_LIMIT = 5 * 2**20
"""From the first moment on, by which everything that is thinned has been."""


def measure() -> Iterator[Table]:
    """One page, opened before the first event."""
    with tempfile.TemporaryDirectory(prefix="yolosmith-bench-") as place, contextlib.ExitStack() as stack:
        folder = Path(place) / "runs" / RUN
        writer = stack.enter_context(worker(folder, "benchmarks.night_writer"))
        write_json(folder / "worker.json", {"pid": writer.pid, "started": start_time(writer.pid)})
        server = stack.enter_context(running(Path(place)))
        stack.callback(end, writer)
        told = subprocess.run(
            ["node", str(Path(__file__).with_suffix(".mjs")), server.url, server.token, RUN, *map(str, MOMENTS)],
            env={**os.environ, "YOLOSMITH_CHROMIUM": (ROOT / "build" / "chromium").read_text()},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout
        memory = server.memory
    seen = json.loads(told)
    yield Table(
        f"A tab left open while {BATCHES:,} batches come in".replace(",", " "),
        ["after batches", "JavaScript heap", "elements", "frame, median", "frame, p95"],
        [
            [
                f"{one['epochs'] * 1000:,}".replace(",", " "),
                f"{one['heap'] / 2**20:.1f} MiB",
                str(one["nodes"]),
                f"{one['median']:.1f} ms",
                f"{one['p95']:.1f} ms",
            ]
            for one in seen
        ],
        notes="Eight hours at ten batches a second, told in two minutes; the heap after a collection of garbage. A "
        "frame is script, style and layout while one moves over the chart of losses. Limit: the heap "
        f"grows by no more than {GROWTH_LIMIT // 2**20} MiB after the first line. The server's memory at the end: "
        f"{memory / 2**20:.0f} MiB. Other work on the machine meanwhile: {load()}.",
        missed=seen[-1]["heap"] - seen[0]["heap"] > GROWTH_LIMIT,
    )
