"""The main job, as a person does it in a terminal."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import RunningServer

REPOSITORY = Path(__file__).parents[2]
BCCD = REPOSITORY.parent / "shared" / "data" / "bccd"
needs_bccd = pytest.mark.skipif(
    not BCCD.is_dir(), reason=f"needs the BCCD data set at ../{BCCD.relative_to(REPOSITORY.parent)}"
)


def yolosmith(workspace: Path, *arguments: str) -> list[str]:
    """Run the command and return the lines of its standard output; it must succeed."""
    command = [sys.executable, "-m", "yolosmith", *arguments, "--workspace", str(workspace), "--json"]
    done = subprocess.run(command, cwd=workspace, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def demo(workspace: Path, *arguments: str) -> dict[str, Any]:
    """What the demo's last line says; the picture and the weights must be there."""
    said: dict[str, Any] = json.loads(yolosmith(workspace, "demo", *arguments)[-1])
    assert set(said) == {"map50", "run", "checkpoint", "picture"}
    assert said["checkpoint"] == f"{said['run']}:best"
    assert Path(said["picture"]).read_bytes().startswith(b"\x89PNG")
    assert (workspace / "runs" / said["run"] / "weights" / "best.pt").is_file()
    return said


def test_the_demo_goes_from_a_module_to_a_picture_with_boxes(tmp_path: Path, digits: Path) -> None:
    shutil.copytree(digits, tmp_path / "datasets" / "digits")  # the demo takes the set that is there
    for picture in sorted((tmp_path / "datasets" / "digits" / "images" / "train").iterdir())[64:]:
        picture.unlink()  # the steps are to be seen, not what is learned
    said = demo(tmp_path, "--epochs", "1")
    assert 0 <= said["map50"] <= 1
    (run,) = json.loads(yolosmith(tmp_path, "runs", "list")[-1])
    assert run["id"] == said["run"]
    assert run["status"] == "completed"
    assert not (tmp_path / ".yolosmith" / "server.json").exists()  # the demo's server went with it


def test_what_is_refused_is_a_sentence_and_a_status(server: RunningServer) -> None:
    command = [sys.executable, "-m", "yolosmith", "train", "--architecture", "yolo11", "--dataset", "nowhere"]
    done = subprocess.run([*command, "--workspace", str(server.workspace)], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "nowhere" in done.stderr
    assert "Traceback" not in done.stderr
    assert list((server.workspace / "runs").iterdir()) == []


@pytest.mark.prove
def test_the_demo_learns_to_find_digits(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    said = demo(tmp_path)
    record_property("mAP50", round(said["map50"], 3))
    assert said["map50"] >= 0.6


@needs_bccd
@pytest.mark.prove
def test_two_epochs_on_blood_cells_end_in_weights(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    yolosmith(tmp_path, "datasets", "import", str(BCCD), "--name", "bccd")
    asked = ["--architecture", "yolo11", "--scale", "n", "--dataset", "bccd", "epochs=2", "imgsz=160"]
    run = json.loads(yolosmith(tmp_path, "train", *asked)[-1])
    assert (run["status"], run["epoch"]) == ("completed", 2)
    assert (tmp_path / "runs" / run["id"] / "weights" / "best.pt").is_file()
    record_property("mAP50", run["best"]["metrics/mAP50(B)"])
