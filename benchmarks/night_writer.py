"""`python -m benchmarks.night_writer RUN_FOLDER`: a worker's events of a whole night in two minutes; then it waits."""

import signal
import sys
import time
from pathlib import Path

from benchmarks.chart import story
from yolosmith.runs.events import StatusEvent, payload
from yolosmith.storage.journal import Journal

BATCHES = 300_000
A_SECOND = 2500
PORTION = 50
WAITS = 5.0
"""Seconds until the page is open."""


def main(folder: Path) -> None:
    """Write, and stay until it is ended: a run whose worker is gone would be over."""
    with Journal(folder / "events.jsonl") as journal:
        journal.append(payload(StatusEvent(status="running", pid=1), folder.name))
        print("writing", flush=True)
        time.sleep(WAITS)
        began = time.monotonic()
        for count, event in enumerate(story(BATCHES // 1000, 1000)):
            if event.type != "run.status":
                journal.append(payload(event, folder.name))
            if count % PORTION == 0:
                time.sleep(max(0.0, began + count / A_SECOND - time.monotonic()))
    signal.pause()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
