"""How fast /api/health answers while modules that mean harm are being checked."""

import statistics
import threading
import time
from collections.abc import Iterator

import httpx

from benchmarks.results import Table
from benchmarks.server import Server, running

LIMIT_MS = 100
PAUSE = 0.02
BODIES = {
    "none: nothing is checked": "",
    "a loop in forward": "while True: pass",
    "a fork bomb": "while True:\n            try: os.fork()\n            except OSError: pass",
    "100 GB of tensor": "x = torch.ones(25_000_000_000)",
    "recursion without end": "self.forward(x)",
    "threads that never end": "while True: threading.Thread(target=time.sleep, args=(600,)).start()",
    "os._exit": "os._exit(0)",
}


def measure() -> Iterator[Table]:
    """One row a module; the most that one answer took must stay below the limit."""
    table = Table("Health beside hostile modules", ["module", "answers", "median", "p95", "most", "limit"])
    with running() as server:
        check(server, "return x")  # the engine is up
        for name, body in BODIES.items():
            times = beside(server, body)
            most = max(times)
            table.missed = table.missed or most > LIMIT_MS
            p95 = statistics.quantiles(times, n=20)[-1]
            shown = [f"{value:.1f} ms" for value in (statistics.median(times), p95, most)]
            table.rows.append([name, str(len(times)), *shown, f"{LIMIT_MS} ms"])
    table.notes = "GET /api/health every 20 ms on a kept connection, while POST /api/modules/check runs the module."
    yield table


def beside(server: Server, body: str) -> list[float]:
    """Milliseconds of each answer while one module is checked (three seconds of nothing for an empty one)."""
    work = threading.Thread(target=check, args=(server, body)) if body else threading.Timer(3.0, lambda: None)
    times = []
    with httpx.Client(base_url=server.url, trust_env=False) as client:
        client.get("/api/health")
        work.start()
        while work.is_alive():
            began = time.perf_counter()
            client.get("/api/health").raise_for_status()
            times.append((time.perf_counter() - began) * 1000)
            time.sleep(PAUSE)
    return times


def check(server: Server, body: str) -> None:
    """Check a module whose forward does this; it may fail, but is answered."""
    source = (
        "import os, threading, time\nimport torch\nfrom torch import nn\n\n\nclass Block(nn.Module):\n"
        "    def __init__(self, c1):\n        super().__init__()\n        self.conv = nn.Conv2d(c1, c1, 1)\n\n"
        f"    def forward(self, x):\n        {body}\n        return x\n"
    )
    answer = server.client.post("/api/modules/check", json={"name": "Block", "source": source, "again": True})
    answer.raise_for_status()
