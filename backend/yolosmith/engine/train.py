"""`python -m yolosmith.engine.train RUN_FOLDER`: one training, from the word "go" to its manifest.

SIGTERM: stop after the batch, with a validation; `last.pt` can be resumed (outcome `stopped`).
SIGINT: leave at once; `last.pt` of the last whole epoch can be resumed (outcome `interrupted`).
"""

import contextlib
import gc
import os
import signal
import sys
import time
import traceback
from pathlib import Path
from types import FrameType
from typing import Any

from yolosmith.runs.exits import DISK_FULL
from yolosmith.storage.files import read_json


def main() -> None:
    """Entry point."""
    folder = Path(sys.argv[1])
    if sys.stdin.readline() != "go\n":
        return  # the server died before it had written down who we are
    began = time.monotonic()
    gc.disable()  # nothing of what is imported is garbage, and looking for it takes half a second
    # What follows imports torch; only now, so that a worker that is not let go costs nothing.
    from yolosmith.engine import offline

    offline.prepare()
    from yolosmith.engine import failure, manifest
    from yolosmith.engine.training import Training

    gc.freeze()
    gc.enable()

    training = Training(folder, read_json(folder / "run.json"))

    def halt(number: int, frame: FrameType | None) -> None:
        training.halt("stopped" if number == signal.SIGTERM else "interrupted")

    signal.signal(signal.SIGTERM, halt)
    signal.signal(signal.SIGINT, halt)
    error: dict[str, Any] | None = None
    try:
        outcome = training.run()
    except Exception as reason:  # noqa: BLE001  whatever the library or a module raises ends this run, and is told
        with contextlib.suppress(OSError):  # a full disk has no room for the console either
            traceback.print_exc()
        outcome, error = "failed", failure.describe(reason)
    try:
        training.close()
        manifest.write(
            folder,
            outcome=outcome,
            seconds=time.monotonic() - began,
            spec=training.spec,
            sources=training.sources,
            device=training.device,
            error=error,
        )
    except OSError as reason:
        if failure.is_full(reason):
            os._exit(DISK_FULL)  # the only words that need no room
        raise
    with contextlib.suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(0)  # all is written; tearing torch down would only keep the user waiting


if __name__ == "__main__":
    main()
