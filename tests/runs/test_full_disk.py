"""A full disk while a run is created: a sentence, and nothing half-written. A small file system stands in for it."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import start_server
from tests.runs.training import ARGS, demo_dataset, follow, furnish, start


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


def test_a_full_disk_is_named_and_leaves_nothing_and_work_goes_on_when_there_is_room(small_disk: Path) -> None:
    furnish(small_disk)
    server = start_server(small_disk)
    try:
        demo_dataset(server)
        server.client.get("/api/train-args")  # the inspector has written its settings by now
        ballast = small_disk / "ballast"
        with ballast.open("wb") as file, pytest.raises(OSError, match="No space left"):
            while True:
                os.write(file.fileno(), b"x" * 4096)
        answer = server.client.post("/api/runs", json={"architecture": "tiny", "dataset": "digits", "args": ARGS})
        assert answer.status_code == 507, answer.text
        assert "disk is full" in answer.json()["detail"]
        assert list((small_disk / "runs").iterdir()) == []
        assert server.client.get("/api/runs").json() == []
        ballast.unlink()
        assert shutil.disk_usage(small_disk).free > 1024 * 1024
        run = start(server, epochs=1)
        assert follow(server, run)[-1]["status"] == "completed"
    finally:
        assert server.stop() == 0
