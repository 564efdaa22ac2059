"""How long a server takes to start, beside what its libraries take alone, and how much memory it holds."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.made_runs import make_runs
from benchmarks.results import Table
from benchmarks.server import Server, running

TIMES = 10
RUNS = 100
SECONDS_LIMIT = 1.0
MEMORY_LIMIT = 120
MIB = 2**20
STARTERS = Path(__file__).parent.parent / "modules"


def measure() -> Iterator[Table]:
    """Ten starts, each beside its libraries; then one server that checks a module and inspects an architecture."""
    starts, used, libraries = [], [], []
    with tempfile.TemporaryDirectory(prefix="yolosmith-bench-") as folder:
        make_runs(Path(folder), RUNS)
        for _ in range(TIMES):
            libraries.append(time_libraries())
            with running() as server:
                starts.append(server.seconds)
            with running(Path(folder)) as server:
                used.append(server.seconds)
    with running() as server:
        fresh = server.memory
        work(server)
        worked = server.memory
    seconds = median(starts)
    yield Table(
        "Start of the server",
        ["what", "median", "least", "most", "limit"],
        [
            ["process start to first 200 of /api/health", *figures(starts), f"{SECONDS_LIMIT:.1f} s"],
            [f"the same with {RUNS} runs in the workspace", *figures(used), ""],
            ["`python -c 'import fastapi, uvicorn'`", *figures(libraries), ""],
        ],
        notes=f"{TIMES} times each, in turns; {seconds / median(libraries):.1f} times its libraries.",
        missed=seconds > SECONDS_LIMIT,
    )
    yield Table(
        "Resident memory of the server",
        ["when", "MiB", "limit"],
        [
            ["after the start", f"{fresh / MIB:.0f}", ""],
            ["after a module check and an inspection", f"{worked / MIB:.0f}", f"{MEMORY_LIMIT}"],
        ],
        missed=worked / MIB > MEMORY_LIMIT,
    )


def time_libraries() -> float:
    """Seconds of a Python that only imports what the server is built on."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import fastapi, uvicorn"], check=True)
    return time.perf_counter() - began


def work(server: Server) -> None:
    """Check the first starter module, then inspect YOLO11 at all scales."""
    module = min(STARTERS.glob("*.py"))
    check = server.client.post("/api/modules/check", json={"name": module.stem, "source": module.read_text()})
    assert check.raise_for_status().json()["ok"], check.text
    text = server.client.get("/api/architectures/yolo11").raise_for_status().json()["yaml"]
    inspected = server.client.post("/api/architectures/inspect", json={"yaml": text, "scales": True})
    assert inspected.raise_for_status().json()["ok"], inspected.text


def figures(seconds: list[float]) -> list[str]:
    """Median, least and most."""
    return [f"{value:.2f} s" for value in (median(seconds), min(seconds), max(seconds))]
