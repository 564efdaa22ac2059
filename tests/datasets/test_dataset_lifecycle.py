"""Imports and the end of the server; the command line beside a server and without one."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from dataset_stories import Api, View, yolo_set

from tests.conftest import start_server


def command(workspace: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "yolosmith", "datasets", *arguments, "--workspace", str(workspace)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )


def test_what_the_servers_death_cut_off_says_so_or_is_made_good(tmp_path: Path, ultralytics_view: View) -> None:
    """An import leaves nothing; the demo set, which the server makes by itself, is made by the next one."""
    root = yolo_set(tmp_path / "set", train=400)
    running = start_server(tmp_path / "workspace", "--demo")
    assert running.client.get("/api/datasets/digits").json()["status"] == "importing"
    assert Api(running.client, running.workspace).begin(root, "cut_off").status_code == 202
    running.stop(signal.SIGKILL)

    again = start_server(tmp_path / "workspace", "--demo")
    api = Api(again.client, again.workspace)
    failed = api.ended("cut_off")
    if failed["status"] == "failed":  # else it was whole before the kill
        assert "Import it again" in failed["error"]
        assert not api.folder("cut_off").exists()
        assert api.client.delete("/api/datasets/cut_off").status_code == 204
        assert api.imported(root, "cut_off")["status"] == "ready"

    made = api.ended("digits")
    assert made["status"] == "ready"
    assert made["classes"] == [str(digit) for digit in range(10)]
    assert made["splits"] == {"train": 600, "val": 150, "test": 60}
    assert all(count > 0 for split in made["statistics"].values() for count in split["classes"])
    view = ultralytics_view(api.folder("digits") / "data.yaml")
    assert all(view[split]["corrupt"] == 0 and view[split]["messages"] == [] for split in made["splits"])
    assert api.client.post("/api/datasets/demo").json() == {"name": "digits", "status": "ready"}
    assert api.nothing_left()
    assert again.stop() == 0


def test_the_command_line_without_a_server_and_beside_one(api: Api, tmp_path: Path) -> None:
    root, alone = yolo_set(tmp_path / "pets"), tmp_path / "workspace"
    made = command(alone, "import", str(root))
    assert made.returncode == 0, made.stderr
    assert "pets: ready, 2 classes" in made.stdout
    assert (alone / "datasets" / "pets" / "data.yaml").is_file()
    assert not (alone / ".yolosmith" / "server.json").exists()

    beside = api.workspace
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "a.jpg").write_text("no picture")
    broken = command(beside, "import", str(tmp_path / "broken"), "--format", "yolo", "--json")
    assert broken.returncode == 1
    assert json.loads(broken.stdout)["status"] == "failed"
    assert json.loads(command(beside, "import", str(root), "--json").stdout)["images"] == 6
    assert api.client.get("/api/datasets/pets").json()["status"] == "ready"
    again = command(beside, "import", str(root))
    assert again.returncode == 1
    assert "already" in again.stderr
    listed = json.loads(command(beside, "list", "--json").stdout)
    assert {dataset["name"]: dataset["status"] for dataset in listed} == {"pets": "ready", "broken": "failed"}
