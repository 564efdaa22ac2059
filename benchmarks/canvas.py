"""What the canvas costs a frame while it is panned, zoomed and dragged in, and how soon a huge text is dealt with."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.results import Table
from benchmarks.server import Server, running

ROWS = 300
FRAME_LIMIT = 10.0
HUGE_ROWS = 5000
HUGE_LIMIT = 2.0
ROOT = Path(__file__).parent.parent


def measure() -> Iterator[Table]:
    """One network of 300 rows in both arrangements, and one of 5,000."""
    with running() as server:
        server.client.get("/api/modules").raise_for_status()
        server.client.put("/api/architectures/large", json={"yaml": network(ROWS)}).raise_for_status()
        server.client.put("/api/architectures/huge", json={"yaml": network(HUGE_ROWS)}).raise_for_status()
        gestures = ask(server, "gestures")
        huge = ask(server, "huge")
    yield Table(
        f"Canvas with {ROWS} rows: script, style and layout a frame",
        ["gesture", "frames", "median", "p95", "most", "limit"],
        [
            [
                gesture["name"],
                str(gesture["frames"]),
                *(f"{gesture[figure]:.1f} ms" for figure in ("median", "p95", "most")),
                f"{FRAME_LIMIT:.0f} ms" if is_limited(gesture) else "",
            ]
            for gesture in gestures
        ],
        notes="From Chromium's trace: time of the page's main thread (CPU) in script, style and layout between one "
        "frame and the next, of the frames in which something moved. 1440 by 900 pixels, with a row selected. "
        f"Other work on the machine meanwhile: {load()}.",
        missed=any(gesture["most"] > FRAME_LIMIT for gesture in gestures if is_limited(gesture)),
    )
    yield Table(
        f"A text of {HUGE_ROWS} rows",
        ["what", "seconds", "limit"],
        [
            ["address to the drawing, or to the refusal that names the limit", f"{huge['open']:.2f}", f"{HUGE_LIMIT}"],
            ["from pasting it into the editor to the same", f"{huge['paste']:.2f}", f"{HUGE_LIMIT}"],
            ["longest that the page answered nothing meanwhile", f"{huge['blocked']:.2f}", ""],
        ],
        notes=f"What the page said: {huge['said']}. Other work on the machine meanwhile: {load()}.",
        missed=max(huge["open"], huge["paste"]) > HUGE_LIMIT,
    )


def is_limited(gesture: dict[str, Any]) -> bool:
    """Letting go draws everything anew once, after the drag."""
    return not gesture["name"].startswith("let go")


def load() -> str:
    """Processes that want to run, on average of the last minutes."""
    return f"load {os.getloadavg()[1]:.1f} on {os.cpu_count()} cores"


def ask(server: Server, what: str) -> Any:
    """What the page that `canvas.mjs` opens has to say."""
    asked = subprocess.run(
        ["node", str(Path(__file__).with_suffix(".mjs")), server.url, server.token, what],
        env={**os.environ, "YOLOSMITH_CHROMIUM": (ROOT / "build" / "chromium").read_text()},
        input=network(HUGE_ROWS),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(asked.stdout)


def network(rows: int) -> str:
    """A network of so many rows as they are: chains of blocks with connections back, half of it head."""
    lines = ["nc: 80", "scales:", "  n: [0.5, 0.25, 1024]", "backbone:", "  - [-1, 1, Conv, [64, 3, 2]]"]
    half = rows // 2
    for index in range(1, rows - 1):
        if index == half:
            lines.append("head:")
        if index % 8 == 5:
            lines.append(f"  - [[-1, {index - 4}], 1, Concat, [1]]")
        elif index > half and index % 8 == 1:
            lines.append(f"  - [[-1, {index - half}], 1, Concat, [1]]")
        else:
            lines.append("  - [-1, 1, Conv, [64, 3, 1]]")
    lines.append(f"  - [[{rows - 3}, {rows - 2}], 1, Detect, [nc]]")
    return "\n".join(lines) + "\n"
