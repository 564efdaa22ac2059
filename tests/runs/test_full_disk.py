"""A full disk while a run is created or trains: a sentence, and nothing half-written.

A small file system stands in for it."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import start_server
from tests.runs.test_faults import worker_pid
from tests.runs.training import ARGS, batch, follow, furnish, start
from yolosmith.workers.process import session_members


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A mounted file system of 24 MiB."""
    mounted = tmp_path / "disk"
    mounted.mkdir()
    options = ["-t", "tmpfs", "-o", "size=24m", "tmpfs", str(mounted)]
    if os.getuid() != 0 or subprocess.run(["mount", *options], capture_output=True, check=False).returncode != 0:
        pytest.skip("mounting a small file system needs root")
    yield mounted
    subprocess.run(["umount", "-l", str(mounted)], check=True)


def fill(disk: Path) -> Path:
    """Leave no room; returns the file that takes it."""
    ballast = disk / "ballast"
    with ballast.open("wb") as file, pytest.raises(OSError, match="No space left"):
        while True:
            os.write(file.fileno(), b"x" * 4096)
    return ballast


def test_a_full_disk_is_named_before_and_in_the_middle_and_work_goes_on_when_there_is_room(
    small_disk: Path, digits: Path
) -> None:
    furnish(small_disk, digits)
    server = start_server(small_disk)
    try:
        server.client.get("/api/train-args")  # the inspector has written its settings by now
        ballast = fill(small_disk)
        answer = server.client.post("/api/runs", json={"architecture": "tiny", "dataset": "digits", "args": ARGS})
        assert answer.status_code == 507, answer.text
        assert "disk is full" in answer.json()["detail"]
        assert list((small_disk / "runs").iterdir()) == []
        assert server.client.get("/api/runs").json() == []
        ballast.unlink()
        assert shutil.disk_usage(small_disk).free > 1024 * 1024

        run = start(server, epochs=2)
        follow(server, run, until=batch(2, 1))
        pid = worker_pid(server, run)
        ballast = fill(small_disk)
        while session_members(pid):
            time.sleep(0.05)
        ballast.unlink()  # the end is written when there is room for it
        last = follow(server, run)[-1]
        assert last["status"] == "failed"
        assert last["error"]["message"] == "The disk is full. Free some space, then resume the run."
        assert server.client.get(f"/api/checkpoints/{run}:last").status_code == 200
        assert not list((small_disk / "runs" / run / "weights").glob(".*.tmp"))
        server.client.post(f"/api/runs/{run}/resume")
        assert follow(server, run)[-1]["status"] == "completed"
    finally:
        assert server.stop() == 0
