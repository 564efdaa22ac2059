"""How much JavaScript the dashboard loads before an editor is opened, as a real Chromium asks for it."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from benchmarks.results import Table
from benchmarks.server import running

LIMIT = 350
KB = 1000
ROOT = Path(__file__).parent.parent


def measure() -> Iterator[Table]:
    """One visit to a fresh workspace."""
    with running() as server:
        link = f"{server.url}/?token={server.token}"
        asked = subprocess.run(
            ["node", str(Path(__file__).with_suffix(".mjs")), link],
            env={**os.environ, "YOLOSMITH_CHROMIUM": (ROOT / "build" / "chromium").read_text()},
            stdout=subprocess.PIPE,
            check=True,
        )
    scripts = json.loads(asked.stdout)
    total = sum(script["gzip"] for script in scripts)
    largest = sorted(scripts, key=lambda script: -script["gzip"])[:5]
    yield Table(
        "JavaScript of the first page (dashboard), gzipped",
        ["file", "KB", "limit"],
        [
            [f"all {len(scripts)} files", f"{total / KB:.0f}", f"{LIMIT}"],
            *[[script["name"], f"{script['gzip'] / KB:.0f}", ""] for script in largest],
        ],
        missed=total / KB > LIMIT,
    )
