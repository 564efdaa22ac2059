"""Weights that a run has written: found in its folder, looked into once, loaded with the run's own module sources."""

import json
import shutil
from pathlib import Path

import pytest
from checkpoint_stories import Api

from tests.runs.training import copy_dataset

RUN = "20260101T120000Z-0a1b2c"


@pytest.fixture
def run(api: Api, files: Path) -> Path:
    """A run's folder as a training leaves it before the sources are put into the file."""
    folder = api.workspace / "runs" / RUN
    (folder / "weights").mkdir(parents=True)
    (folder / "modules").mkdir()
    facts = {"id": RUN, "architecture": "small", "dataset": "shapes", "modules": ["Doubler"]}
    (folder / "run.json").write_text(json.dumps(facts))
    shutil.copy(files / "custom-bare.pt", folder / "weights" / "best.pt")
    shutil.copy(files / "modules" / "Doubler.py", folder / "modules" / "Doubler.py")
    (folder / "weights" / "best.pt.tmp").touch()
    yield folder
    shutil.rmtree(folder)


def test_it_is_listed_without_being_opened_and_then_known(api: Api, run: Path, files: Path) -> None:
    (row,) = [row for row in api.client.get("/api/checkpoints").json() if row["run"] == RUN]
    assert (row["id"], row["weights"], row["state"], row["task"]) == (f"{RUN}:best", "best", "new", None)
    assert (row["architecture"], row["dataset"], row["modules"]) == ("small", "shapes", ["Doubler"])

    found = api.client.get(f"/api/checkpoints/{RUN}:best").json()
    assert (found["state"], found["task"]) == ("ready", "detect")
    assert [layer["module"] for layer in found["layers"]][2] == "Doubler"
    assert found["sources"][0]["source"] == (files / "modules" / "Doubler.py").read_text()
    (row,) = [row for row in api.client.get("/api/checkpoints").json() if row["run"] == RUN]
    assert (row["state"], row["names"]["2"]) == ("ready", "blue")


def test_while_it_trains_task_and_classes_are_known_from_the_run(api: Api, run: Path, digits: Path) -> None:
    copy_dataset(digits, api.workspace / "datasets" / "digits")
    trained_on = json.loads((digits / "dataset.json").read_text())
    facts = {"id": RUN, "task": "detect", "dataset": "digits", "dataset_hash": trained_on["hash"], "args": {}}
    try:
        for changes, names in (({}, trained_on["names"]), ({"dataset_hash": "0" * 64}, [])):
            (run / "run.json").write_text(json.dumps(facts | changes))
            (row,) = [row for row in api.client.get("/api/checkpoints").json() if row["run"] == RUN]
            assert (row["state"], row["task"], list(row["names"].values())) == ("new", "detect", names)
    finally:
        shutil.rmtree(api.workspace / "datasets" / "digits")


def test_when_the_run_writes_it_again_it_is_looked_into_again(api: Api, run: Path, files: Path) -> None:
    api.client.get(f"/api/checkpoints/{RUN}:best")
    shutil.copy(files / "plain.pt", run / "weights" / "best.pt")
    found = api.client.get(f"/api/checkpoints/{RUN}:best").json()
    assert [layer["module"] for layer in found["layers"]][2] == "C2f"


def test_it_predicts_and_leaves_the_run_as_it_was(api: Api, run: Path, files: Path) -> None:
    before = sorted(run.rglob("*"))
    answer = api.predict(f"{RUN}:best", files / "picture.png")
    assert answer.status_code == 200
    assert answer.json()["boxes"]
    assert sorted(run.rglob("*")) == before


def test_it_goes_with_its_run(api: Api, run: Path) -> None:
    refused = api.client.delete(f"/api/checkpoints/{RUN}:best")
    assert refused.status_code == 409
    assert RUN in refused.json()["detail"]
    assert api.client.post(f"/api/checkpoints/{RUN}:best/accept").status_code == 409
    assert api.client.get(f"/api/checkpoints/{RUN}:last").status_code == 404
    answer = api.client.get(f"/api/checkpoints/{RUN}:best/file")
    assert f'filename="{RUN}-best.pt"' in answer.headers["content-disposition"]


def test_a_half_written_file_is_refused_for_the_moment(api: Api, run: Path, files: Path) -> None:
    shutil.copy(files / "truncated.pt", run / "weights" / "best.pt")
    assert api.client.get(f"/api/checkpoints/{RUN}:best").status_code == 422
    shutil.copy(files / "plain.pt", run / "weights" / "best.pt")
    assert api.client.get(f"/api/checkpoints/{RUN}:best").status_code == 200
