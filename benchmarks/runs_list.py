"""A thousand runs: how soon the server lists them and looks at their disk, and what the page costs a frame."""

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.canvas import load
from benchmarks.made_runs import make_runs
from benchmarks.results import Table
from benchmarks.server import Server, running

RUNS = 1000
TIMES = 20
LIST_LIMIT = 0.1
FRAME_LIMIT = 10.0
ROOT = Path(__file__).parent.parent


def measure() -> Iterator[Table]:
    """One workspace with a thousand runs of thirty epochs, started twice: without an index and with it."""
    with tempfile.TemporaryDirectory(prefix="yolosmith-bench-") as folder:
        make_runs(Path(folder), RUNS)
        with running(Path(folder)) as server:
            without = server.seconds
        with running(Path(folder)) as server:
            first, *later = [time_list(server) for _ in range(TIMES + 1)]
            disk = server.client.get("/api/disk", params={"fresh": True}).raise_for_status().json()["seconds"]
            page = ask(server)
            known = server.seconds
    yield Table(
        f"{RUNS} runs on the server",
        ["what", "seconds", "limit"],
        [
            ["start to the first good /api/health, all events read", f"{without:.2f}", ""],
            ["the same with what the index knows", f"{known:.2f}", ""],
            ["GET /api/runs, the first", f"{first:.3f}", f"{LIST_LIMIT}"],
            [f"GET /api/runs, median of {TIMES} more", f"{median(later):.3f}", f"{LIST_LIMIT}"],
            ["a look at the disk", f"{disk:.3f}", ""],
            ["/runs from its address to its first row", f"{page['opened']:.2f}", ""],
        ],
        notes=f"Other work on the machine meanwhile: {load()}.",
        missed=max(first, median(later)) > LIST_LIMIT,
    )
    yield Table(
        f"List of {RUNS} runs: script, style and layout a frame",
        ["gesture", "frames", "median", "p95", "most", "limit of p95"],
        [
            [
                gesture["name"],
                str(gesture["frames"]),
                *(f"{gesture[figure]:.1f} ms" for figure in ("median", "p95", "most")),
                f"{FRAME_LIMIT:.0f} ms" if gesture["name"] != "sort" else "",
            ]
            for gesture in page["gestures"]
        ],
        notes=f"1440 by 900 pixels, {page['rows']} rows drawn. Other work on the machine meanwhile: {load()}.",
        missed=any(gesture["p95"] > FRAME_LIMIT for gesture in page["gestures"] if gesture["name"] != "sort"),
    )


def time_list(server: Server) -> float:
    """Seconds until the whole list has come."""
    began = time.perf_counter()
    assert len(server.client.get("/api/runs").raise_for_status().json()) == RUNS
    return time.perf_counter() - began


def ask(server: Server) -> Any:
    """What the page that `runs_list.mjs` opens has to say."""
    asked = subprocess.run(
        ["node", str(Path(__file__).with_suffix(".mjs")), server.url, server.token],
        env={**os.environ, "YOLOSMITH_CHROMIUM": (ROOT / "build" / "chromium").read_text()},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(asked.stdout)
