"""Imports and the end of the server; the command line beside a server and without one."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from dataset_stories import Api, yolo_set

from tests.conftest import start_server


def command(workspace: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "yolosmith", "datasets", *arguments, "--workspace", str(workspace)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )


def test_an_import_cut_off_by_the_servers_death_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    root = yolo_set(tmp_path / "set", train=400)
    running = start_server(tmp_path / "workspace")
    assert Api(running.client, running.workspace).begin(root, "cut_off").status_code == 202
    running.stop(signal.SIGKILL)

    again = start_server(tmp_path / "workspace")
    api = Api(again.client, again.workspace)
    failed = api.ended("cut_off")
    if failed["status"] == "failed":  # else it was whole before the kill
        assert "Import it again" in failed["error"]
        assert not api.folder("cut_off").exists()
        assert api.client.delete("/api/datasets/cut_off").status_code == 204
        assert api.imported(root, "cut_off")["status"] == "ready"
    assert api.nothing_left()
    again.stop()


def test_the_command_line_without_a_server_and_beside_one(tmp_path: Path) -> None:
    root, workspace = yolo_set(tmp_path / "pets"), tmp_path / "workspace"
    made = command(workspace, "import", str(root))
    assert made.returncode == 0, made.stderr
    assert "pets: ready, 2 classes" in made.stdout

    again = command(workspace, "import", str(root))
    assert again.returncode == 1
    assert "already" in again.stderr

    running = start_server(workspace)
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "a.jpg").write_text("no picture")
    broken = command(workspace, "import", str(tmp_path / "broken"), "--format", "yolo", "--json")
    assert broken.returncode == 1
    assert json.loads(broken.stdout)["status"] == "failed"
    listed = json.loads(command(workspace, "list", "--json").stdout)
    assert {dataset["name"]: dataset["status"] for dataset in listed} == {"pets": "ready", "broken": "failed"}
    assert json.loads(command(workspace, "import", str(root), "--name", "more", "--json").stdout)["images"] == 6
    assert running.client.get("/api/datasets/more").json()["status"] == "ready"
    running.stop()
