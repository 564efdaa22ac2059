"""`python -m benchmarks.sse_writer RUN_FOLDER`: stands in for a worker; ten events a second until it is ended."""

import sys
import time
from pathlib import Path

from yolosmith.runs.events import LogEvent, StatusEvent, payload
from yolosmith.storage.journal import Journal

PAUSE = 0.1


def main(folder: Path) -> None:
    """Write as a worker does."""
    with Journal(folder / "events.jsonl") as journal:
        journal.append(payload(StatusEvent(status="running", pid=1), folder.name))
        print("writing", flush=True)
        due = time.monotonic()
        while True:
            due += PAUSE
            time.sleep(max(0.0, due - time.monotonic()))
            message = f"sent {time.time():.6f} {'x' * 250}"
            journal.append(payload(LogEvent(level="info", message=message), folder.name))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
