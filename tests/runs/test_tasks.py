"""Every task trains: a tiny network on a tiny data set, one epoch, and its own measures all the way to the run."""

import time
from pathlib import Path

import pytest

from tests.conftest import RunningServer
from tests.datasets.task_sets import task_set
from tests.runs.training import assert_whole, follow, of_type
from yolosmith.runs.series_schemas import Curves

BODY = """
nc: 2
kpt_shape: [3, 3]
scales:
  n: [1.0, 0.25, 64]
backbone:
  - [-1, 1, Conv, [32, 3, 2]]
  - [-1, 1, Conv, [64, 3, 2]]
  - [-1, 1, Conv, [64, 3, 2]]
head:
"""
HEADS = {
    "detect": "[[2], 1, Detect, [nc]]",
    "segment": "[[1, 2], 1, Segment, [nc, 8, 16]]",
    "pose": "[[2], 1, Pose, [nc, kpt_shape]]",
    "obb": "[[2], 1, OBB, [nc, 1]]",
    "classify": "[-1, 1, Classify, [nc]]",
    "semantic": "[[1, 2], 1, SemanticSegment, [nc]]",
    "depth": "[[1, 2], 1, Depth, [16]]",
}
DATA = {"semantic": "segment"}
MEASURE = {
    "segment": "metrics/mAP50(M)",
    "pose": "metrics/mAP50(P)",
    "obb": "metrics/mAP50(B)",
    "classify": "metrics/accuracy_top1",
    "semantic": "metrics/mIoU",
    "depth": "metrics/delta1",
}
COUNTED = {"classify": "images", "semantic": "pixels"}
CURVES = {
    "detect": ["boxes"],
    "segment": ["boxes", "masks"],
    "pose": ["boxes", "keypoints"],
    "obb": ["boxes"],
    "classify": [],
    "semantic": [],
}
QUICK = ("segment", "classify")
"""The others are proven by `make prove`."""
ARGS = {"epochs": 1, "imgsz": 32, "batch": 4, "plots": False, "optimizer": "AdamW", "device": "cpu"}


@pytest.fixture(scope="module")
def tasks(server: RunningServer, tmp_path_factory: pytest.TempPathFactory) -> RunningServer:
    """The server with a network and a data set for each task, all named by it."""
    (server.workspace / "model_yamls").mkdir(exist_ok=True)
    for task, head in HEADS.items():
        (server.workspace / "model_yamls" / f"tiny-{task}.yaml").write_text(f"{BODY}  - {head}\n")
    for task in ("detect", "segment", "pose", "obb", "classify", "depth"):
        imported(server, task_set(tmp_path_factory.mktemp("source"), task), task)
    return server


def imported(server: RunningServer, folder: Path, name: str) -> None:
    """Import a folder as a data set."""
    answer = server.client.post("/api/datasets/import", json={"path": str(folder), "name": name, "format": "auto"})
    assert answer.status_code == 202, answer.text
    while (found := server.client.get(f"/api/datasets/{name}").json())["status"] == "importing":
        time.sleep(0.05)
    assert (found["status"], found["task"]) == ("ready", name), found


def trained(server: RunningServer, origin: dict[str, str], task: str, **args: object) -> str:
    """Train for an epoch and see that everything was told."""
    body = {**origin, "dataset": DATA.get(task, task), "args": {**ARGS, **args}}
    answer = server.client.post("/api/runs", json=body)
    assert answer.status_code == 201, answer.text
    run: str = answer.json()["id"]
    events = follow(server, run)
    assert_whole(events)
    assert events[-1]["status"] == "completed", events[-1]
    (epoch,) = of_type(events, "run.epoch")
    assert epoch["best"]
    found = server.client.get(f"/api/runs/{run}").json()
    assert MEASURE[task] in found["best"], found["best"]
    assert found["task"] == task
    metrics = server.client.get(f"/api/runs/{run}/metrics").json()
    assert metrics["series"][MEASURE[task]] == [epoch["metrics"][MEASURE[task]]]
    answer = server.client.get(f"/api/runs/{run}/curves")
    if task == "depth":
        assert answer.status_code == 404, answer.text  # it is measured in other ways
        return run
    curves = Curves.model_validate(answer.json())
    assert curves.confusion is not None
    assert curves.confusion.unit == COUNTED.get(task, "objects")
    assert [kind.of for kind in curves.curves] == CURVES[task]
    return run


@pytest.mark.parametrize(
    "task", [task if task in QUICK else pytest.param(task, marks=pytest.mark.prove) for task in MEASURE]
)
def test_every_task_trains_from_an_architecture(tasks: RunningServer, task: str) -> None:
    trained(tasks, {"architecture": f"tiny-{task}"}, task)


@pytest.mark.prove
@pytest.mark.parametrize("task", list(MEASURE))
def test_every_task_trains_from_a_checkpoint(tasks: RunningServer, task: str) -> None:
    run = trained(tasks, {"architecture": f"tiny-{task}"}, task)
    trained(tasks, {"checkpoint": f"{run}:best"}, task)


@pytest.mark.prove
@pytest.mark.parametrize("task", ["segment", "pose", "obb"])
def test_heads_made_from_detection_learn_from_a_teacher(tasks: RunningServer, task: str) -> None:
    elder = trained(tasks, {"architecture": f"tiny-{task}"}, task)
    run = trained(tasks, {"architecture": f"tiny-{task}"}, task, distill_model=f"{elder}:best")
    series = tasks.client.get(f"/api/runs/{run}/metrics").json()["series"]
    assert series["train/dis_loss"][0] > 0
    sizes = [tasks.client.get(f"/api/checkpoints/{one}:best").json()["parameters"] for one in (elder, run)]
    assert sizes[0] == sizes[1]  # what it learns with is not kept


@pytest.mark.parametrize(
    ("architecture", "dataset"), [("tiny-pose", "detect"), ("tiny-detect", "classify"), ("yolo26-depth", "segment")]
)
def test_data_of_another_task_is_refused_with_both_named(tasks: RunningServer, architecture: str, dataset: str) -> None:
    answer = tasks.client.post("/api/runs", json={"architecture": architecture, "dataset": dataset, "args": ARGS})
    assert answer.status_code == 422, answer.text
    (error,) = answer.json()["errors"]
    assert error["loc"] == ["dataset"]
    assert architecture in error["message"]
    assert f"{dataset} is a {dataset} data set" in error["message"]
