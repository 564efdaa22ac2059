"""A server that dies while it makes the weights for a run."""

import contextlib
import signal
import threading
import time
from pathlib import Path

import httpx
from checkpoint_stories import Api

from tests.conftest import start_server
from tests.runs.training import ARGS, furnish


def test_what_a_killed_server_was_making_goes_at_the_next_start(tmp_path: Path, files: Path, digits: Path) -> None:
    furnish(tmp_path, digits)
    running = start_server(tmp_path)
    checkpoint = Api(running.client, tmp_path).imported(files / "plain.pt")["id"]
    asked = {"architecture": "tiny", "dataset": "digits", "weights": checkpoint, "args": ARGS}

    def begin() -> None:
        with contextlib.suppress(httpx.HTTPError):  # it is killed meanwhile
            running.client.post("/api/runs", json=asked)

    asking = threading.Thread(target=begin)
    asking.start()
    private = tmp_path / ".yolosmith"
    while not list(private.glob("*start-*")):
        time.sleep(0.005)
    running.process.send_signal(signal.SIGKILL)
    running.process.wait()
    asking.join()
    assert list(private.glob("*start-*"))
    assert start_server(tmp_path).stop() == 0
    assert list(private.glob("*start-*")) == []
