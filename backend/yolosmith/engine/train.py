"""`python -m yolosmith.engine.train RUN_FOLDER`: one training, from the word "go" to its manifest.

SIGTERM: stop after the batch, with a validation; `last.pt` can be resumed (outcome `stopped`).
SIGINT: leave at once; `last.pt` of the last whole epoch can be resumed (outcome `interrupted`).
"""

import os
import signal
import sys
import sysconfig
import time
import traceback
from pathlib import Path
from types import FrameType
from typing import Any

from yolosmith.storage.files import read_json

TRACE_LINES = 20


def main() -> None:
    """Entry point."""
    folder = Path(sys.argv[1])
    if sys.stdin.readline() != "go\n":
        return  # the server died before it had written down who we are
    began = time.monotonic()
    from yolosmith.engine import offline

    offline.prepare()
    # What follows imports torch; only now, so that a worker that is not let go costs nothing.
    from yolosmith.engine import manifest
    from yolosmith.engine.training import Training

    training = Training(folder, read_json(folder / "run.json"))

    def halt(number: int, frame: FrameType | None) -> None:
        training.halt("stopped" if number == signal.SIGTERM else "interrupted")

    signal.signal(signal.SIGTERM, halt)
    signal.signal(signal.SIGINT, halt)
    error: dict[str, Any] | None = None
    try:
        outcome = training.run()
    except Exception as failure:  # noqa: BLE001  whatever the library or a module raises ends this run, and is told
        traceback.print_exc()
        outcome, error = "failed", describe(failure)
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
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)  # all is written; tearing torch down would only keep the user waiting


def describe(failure: Exception) -> dict[str, Any]:
    """The failure in a sentence and the end of its trace, without absolute paths."""
    lines = traceback.format_exception(failure)
    trace = "".join(lines).splitlines()[-TRACE_LINES:]
    message = str(failure).strip().splitlines()
    kind = type(failure).__name__
    return {"message": f"{kind}: {message[0]}" if message else kind, "trace": [shorten(line) for line in trace]}


def shorten(line: str) -> str:
    """`File "/long/way/site-packages/torch/x.py"` becomes `File "torch/x.py"`."""
    line = line.replace(sysconfig.get_path("purelib") + "/", "").replace(sys.base_prefix + "/", "")
    return line.replace(os.environ.get("YOLOSMITH_WORKSPACE", "\0") + "/", "")


if __name__ == "__main__":
    main()
