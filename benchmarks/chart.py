"""A run of a million batches: how soon its page draws, and what zooming costs a frame."""

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.canvas import ROOT, load
from benchmarks.results import Table
from benchmarks.server import Server, running
from yolosmith.runs.events import BatchEvent, EpochEvent, LogEvent, RunEvent, StartEvent, StatusEvent, payload

POINTS = 1_000_000
BATCHES = 5000
TIMES = 5
DRAWN_LIMIT = 100.0
FRAME_LIMIT = 10.0
RUN = "20260101T000000Z-abcdef"


def measure() -> Iterator[Table]:
    """One page on one run: opened several times, then zoomed in."""
    with tempfile.TemporaryDirectory(prefix="yolosmith-bench-") as place:
        make_run(Path(place))
        with running(Path(place)) as server:
            first, again = (seconds(server, {}) for _ in range(2))
            near = seconds(server, {"start": 100.0, "end": 101.0})
            memory = server.memory
            pages = ask(server)
    drawn = [opened["first"] for opened in pages["opened"]]
    zooms = pages["zooms"]
    yield Table(
        f"A chart over {POINTS:,} stored points".replace(",", " "),
        ["what", "median", "most", "limit"],
        [
            ["first drawing after the data's arrival", *middle(drawn), f"{DRAWN_LIMIT:.0f} ms"],
            ["all charts of the window drawn", *middle([opened["all"] for opened in pages["opened"]]), ""],
            *(
                [
                    f"{zoom['name']}, {zoom['frames']} frames",
                    f"{zoom['median']:.1f} ms",
                    f"{zoom['most']:.1f} ms",
                    limit,
                ]
                for zoom in zooms
                for limit in [f"{FRAME_LIMIT:.0f} ms"]
            ),
            ["the server's answer: everything", f"{again * 1000:.0f} ms", "", ""],
            ["the server's answer: one epoch of them", f"{near * 1000:.0f} ms", "", ""],
            ["its very first answer, which reads all events", f"{first:.1f} s", "", ""],
        ],
        notes=f"Pages opened: {len(drawn)}. A frame's figure is script, style and layout of the page's main thread "
        f"(CPU), from Chromium's trace; 1440 by 900 pixels. Points sent at once: {pages['points']}. The server's "
        f"memory afterwards: {memory / 2**20:.0f} MiB. Other work on the machine meanwhile: {load()}.",
        missed=max(drawn) > DRAWN_LIMIT or any(zoom["most"] > FRAME_LIMIT for zoom in zooms),
    )


def middle(figures: list[float]) -> tuple[str, str]:
    """Median and most, in milliseconds."""
    return f"{sorted(figures)[len(figures) // 2]:.0f} ms", f"{max(figures):.0f} ms"


def seconds(server: Server, query: dict[str, float]) -> float:
    """Of one answer."""
    began = time.perf_counter()
    server.client.get(f"/api/runs/{RUN}/series", params=query).raise_for_status()
    return time.perf_counter() - began


def ask(server: Server) -> Any:
    """What the page that `chart.mjs` opens has to say."""
    asked = subprocess.run(
        ["node", str(Path(__file__).with_suffix(".mjs")), server.url, server.token, RUN, str(TIMES)],
        env={**os.environ, "YOLOSMITH_CHROMIUM": (ROOT / "build" / "chromium").read_text()},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(asked.stdout)


def make_run(workspace: Path) -> None:
    """A run of a million batches as its worker would have told them."""
    folder = workspace / "runs" / RUN
    folder.mkdir(parents=True)
    epochs = POINTS // BATCHES
    spec = {"id": RUN, "created": "2026-01-01T00:00:00Z", "architecture": "made", "dataset": "made"}
    (folder / "run.json").write_text(json.dumps({**spec, "args": {"epochs": epochs}}))
    with (folder / "events.jsonl").open("w") as file:
        for seq, event in enumerate(story(epochs, BATCHES), start=1):
            file.write(json.dumps({"seq": seq, "time": 1.8e9 + seq, **payload(event, RUN)}) + "\n")


def story(epochs: int, batches: int) -> Iterator[RunEvent]:
    """Three losses that fall and tremble, three learning rates, the machine every twentieth batch."""
    yield StatusEvent(status="running")
    losses = ["box_loss", "cls_loss", "dfl_loss"]
    yield StartEvent(epochs=epochs, batches=batches, images=batches, device="cpu", parameters=1, losses=losses)
    state = 1
    for epoch in range(1, epochs + 1):
        for batch in range(1, batches + 1):
            state = state * 1_103_515_245 % 2_147_483_648 or 1
            tremble = state / 2_147_483_648
            yield BatchEvent(
                epoch=epoch,
                batch=batch,
                losses={name: (3 + at + tremble) / epoch**0.5 for at, name in enumerate(losses)},
                lr={f"pg{group}": 0.01 * (1 - epoch / epochs) * (group + 1) for group in range(3)},
                eta=1.0,
                batches=batches,
                speed=100 + 10 * tremble,
                machine={"cpu": 50 + 50 * tremble, "memory": 2e9} if batch % 20 == 0 else None,
            )
        score = 1 - 1 / (1 + epoch / 20)
        metrics = {f"metrics/{name}(B)": score for name in ("precision", "recall", "mAP50", "mAP50-95")}
        yield EpochEvent(epoch=epoch, epochs=epochs, metrics=metrics, best=True, seconds=1.0)
        yield LogEvent(level="info", message=f"epoch {epoch}")
    yield StatusEvent(status="completed")
