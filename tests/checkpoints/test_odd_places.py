"""Weights are loaded from where they lie, whatever folders and files are called."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from checkpoint_stories import Api

from tests.conftest import RunningServer, start_server
from tests.runs.training import ARGS, follow, furnish
from yolosmith.storage.workspace import Workspace
from yolosmith.workers.environment import child_environment


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory, digits: Path) -> Iterator[RunningServer]:
    """A server whose workspace has an apostrophe in its path."""
    workspace = tmp_path_factory.mktemp("of") / "Bob's lab"
    furnish(workspace, digits)
    running = start_server(workspace)
    yield running
    assert running.stop() == 0


def test_a_workspace_may_have_an_apostrophe_in_its_path(lab: RunningServer, files: Path) -> None:
    api = Api(lab.client, lab.workspace)
    checkpoint = api.imported(files / "plain.pt")["id"]
    seen = api.predict(checkpoint, files / "picture.png", conf=0.3)
    assert seen.status_code == 200, seen.text
    assert seen.json()["boxes"]

    begin = {"architecture": "tiny", "dataset": "digits"}
    shown = api.client.post(f"/api/checkpoints/{checkpoint}/transfer", json=begin)
    assert shown.status_code == 200, shown.text
    args = ARGS | {"epochs": 1, "fraction": 0.05}
    begun = api.client.post("/api/runs", json={**begin, "weights": checkpoint, "args": args})
    assert begun.status_code == 201, begun.text
    assert follow(lab, begun.json()["id"])[-1]["status"] == "completed"
    api.client.delete(f"/api/checkpoints/{checkpoint}").raise_for_status()


@pytest.mark.parametrize("name", ["Bob's model", "bccd-yolov5s", pytest.param(90 * "模", id="long")])
def test_a_checkpoint_is_exported_whatever_it_is_called(api: Api, files: Path, name: str) -> None:
    whole = (files / "plain.pt").read_bytes()
    imported = api.client.post("/api/checkpoints/import", files={"file": (f"{name}.pt", whole)})
    address = f"/api/checkpoints/{imported.json()['id']}"
    made = api.client.post(f"{address}/export", json={"format": "openvino"})
    assert made.status_code == 200, made.text
    assert made.json()["same"]
    assert made.json()["file"].startswith(name[:60])
    assert len(api.client.get(f"{address}/exports/openvino").content) == made.json()["bytes"]
    api.client.delete(address).raise_for_status()


ON_A_GPU = """
from yolosmith.engine import offline
offline.prepare()
offline.prepare()
import torch
from ultralytics.utils.checks import check_amp
print("answer", check_amp(torch.nn.Linear(1, 1, device="meta")))
"""
"""A device that is no CPU is all that the check of mixed precision looks for before it wants weights of its own."""


def test_a_training_on_a_gpu_begins_without_the_weights_that_ultralytics_would_fetch(tmp_path: Path) -> None:
    environment = child_environment(Workspace.open(tmp_path))
    done = subprocess.run([sys.executable, "-c", ON_A_GPU], env=environment, capture_output=True, text=True)
    assert "answer True" in done.stdout, done.stderr
    assert list(tmp_path.rglob("*.pt")) == []
