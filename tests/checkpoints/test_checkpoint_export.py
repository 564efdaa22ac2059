"""Exports: real files that give PyTorch's outputs, with custom modules too."""

import io
import json
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy
import onnxruntime
import pytest
from checkpoint_stories import Api

RUN = "20260102T120000Z-0a1b2d"
SHAPES_RUN = "20260102T130000Z-0a1b2e"
PICTURES = 3


def export(api: Api, checkpoint: str, wanted: str, **options: object) -> dict[str, Any]:
    answer = api.client.post(f"/api/checkpoints/{checkpoint}/export", json={"format": wanted, **options})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.fixture(scope="module")
def custom(api: Api, files: Path) -> str:
    checkpoint: str = api.imported(files / "custom.pt", accept_modules="true")["id"]
    return checkpoint


@pytest.mark.parametrize("wanted", ["onnx", "torchscript", "openvino"])
def test_each_format_gives_the_outputs_of_pytorch(api: Api, custom: str, wanted: str) -> None:
    made = export(api, custom, wanted)
    assert made["same"]
    assert 0 <= made["difference"] < 0.01 * made["largest"]
    assert made["boxes"] > 0
    assert made["boxes_missing"] == 0
    assert made["box_difference"] < 0.5
    assert made["confidence_difference"] < 0.01
    assert (made["imgsz"], made["outdated"]) == (96, False)
    file = api.client.get(f"/api/checkpoints/{custom}/exports/{wanted}").content
    assert len(file) == made["bytes"]
    if wanted == "onnx":
        session = onnxruntime.InferenceSession(file)
        (output,) = session.run(None, {session.get_inputs()[0].name: numpy.zeros((1, 3, 96, 96), numpy.float32)})
        assert output.shape[1] == 4 + 3
    if wanted == "openvino":
        assert any(name.endswith(".xml") for name in zipfile.ZipFile(io.BytesIO(file)).namelist())
    assert wanted in [one["format"] for one in api.client.get(f"/api/checkpoints/{custom}/exports").json()]


def test_options_change_what_is_made(api: Api, custom: str) -> None:
    made = export(api, custom, "onnx", dynamic=True, nms=True, imgsz=64)
    assert (made["dynamic"], made["nms"], made["imgsz"], made["difference"]) == (True, True, 64, None)
    assert made["same"], made
    session = onnxruntime.InferenceSession(api.client.get(f"/api/checkpoints/{custom}/exports/onnx").content)
    (output,) = session.run(None, {session.get_inputs()[0].name: numpy.zeros((1, 3, 128, 96), numpy.float32)})
    assert output.shape[2] == 6, "boxes, not what they are made of"
    half = export(api, custom, "openvino", precision=16)
    assert half["same"], half


def test_every_format_is_listed_with_what_it_lacks(api: Api, custom: str) -> None:
    formats = {one["format"]: one for one in api.client.get("/api/checkpoints/formats").json()}
    assert {name for name, one in formats.items() if one["available"]} >= {"onnx", "torchscript", "openvino"}
    for name, one in formats.items():
        assert one["available"] == (one["why"] is None)
        if not one["available"]:
            refused = api.client.post(f"/api/checkpoints/{custom}/export", json={"format": name})
            assert (refused.status_code, refused.json()["errors"][0]["loc"]) == (422, ["format"])
            assert one["why"] in refused.json()["detail"]
    eight = api.client.post(f"/api/checkpoints/{custom}/export", json={"format": "onnx", "precision": 8})
    assert (eight.status_code, eight.json()["errors"][0]["loc"]) == (422, ["precision"])


@pytest.mark.prove
@pytest.mark.parametrize("task", ["detect", "segment", "pose", "obb", "classify"])
@pytest.mark.parametrize("family", ["yolo11", "yolo26"])
def test_every_task_can_be_exported(api: Api, files: Path, task: str, family: str) -> None:
    made = make_task(files, family, task)
    checkpoint = api.imported(made)["id"]
    for wanted in ("onnx", "torchscript", "openvino"):
        assert export(api, checkpoint, wanted, imgsz=64)["same"], wanted
    api.client.delete(f"/api/checkpoints/{checkpoint}")


def make_task(files: Path, family: str, task: str) -> Path:
    """A network of this task as it is drawn, not trained."""
    suffix = {"detect": "", "segment": "-seg", "pose": "-pose", "obb": "-obb", "classify": "-cls"}[task]
    path = files / f"{family}{suffix}.pt"
    code = f"from yolosmith import YOLO; YOLO('{family}n{suffix}.yaml').save({str(path)!r})"
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    return path


def test_a_runs_exports_lie_with_it_and_know_when_the_weights_changed(api: Api, files: Path) -> None:
    folder = api.workspace / "runs" / RUN
    (folder / "weights").mkdir(parents=True)
    (folder / "run.json").write_text(json.dumps({"id": RUN, "architecture": "small", "dataset": "shapes"}))
    shutil.copy(files / "plain.pt", folder / "weights" / "best.pt")
    made = export(api, f"{RUN}:best", "torchscript")
    assert made["file"] == f"{RUN}-best.torchscript"
    assert sorted(path.name for path in (folder / "exports" / "best").iterdir()) == ["torchscript", "torchscript.json"]
    assert [path.name for path in (folder / "weights").iterdir()] == ["best.pt"]
    time.sleep(0.01)
    shutil.copy(files / "plain.pt", folder / "weights" / "best.pt")
    (listed,) = api.client.get(f"/api/checkpoints/{RUN}:best/exports").json()
    assert listed["outdated"]
    assert not export(api, f"{RUN}:best", "torchscript")["outdated"]
    shutil.rmtree(folder)


@pytest.mark.parametrize("options", [{}, {"nms": True}, {"dynamic": True}])
def test_pictures_that_are_not_square_are_compared_within_the_same_margins(
    api: Api, shapes_run: str, options: dict[str, bool]
) -> None:
    made = export(api, shapes_run, "onnx", **options)
    assert made["pictures"] == PICTURES
    assert made["boxes"] >= PICTURES
    assert made["same"], made
    assert (made["boxes_missing"], made["box_difference"] < 0.1) == (0, True), made


@pytest.fixture(scope="module")
def shapes_run(api: Api, files: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The best weights of a run whose data set has pictures of 120 × 80."""
    root = tmp_path_factory.mktemp("set")
    still = cv2.imread(str(files / "picture.png"))
    for split in ("train", "val"):
        (root / "images" / split).mkdir(parents=True)
        (root / "labels" / split).mkdir(parents=True)
        for number in range(PICTURES):
            cv2.imwrite(str(root / "images" / split / f"{number}.png"), numpy.roll(still, 20 * number, axis=1))
            (root / "labels" / split / f"{number}.txt").write_text("0 0.5 0.5 0.5 0.5\n")
    (root / "data.yaml").write_text("train: images/train\nval: images/val\nnames: [red, green, blue]\n")
    api.client.post("/api/datasets/import", json={"path": str(root), "name": "shapes"}).raise_for_status()
    while (found := api.client.get("/api/datasets/shapes").json())["status"] == "importing":
        time.sleep(0.05)
    assert found["status"] == "ready", found
    folder = api.workspace / "runs" / SHAPES_RUN
    (folder / "weights").mkdir(parents=True)
    (folder / "run.json").write_text(json.dumps({"id": SHAPES_RUN, "architecture": "small", "dataset": "shapes"}))
    shutil.copy(files / "plain.pt", folder / "weights" / "best.pt")
    yield f"{SHAPES_RUN}:best"
    shutil.rmtree(folder)
    api.client.delete("/api/datasets/shapes").raise_for_status()


def test_what_cannot_be_exported_is_refused_and_leaves_nothing(api: Api, files: Path) -> None:
    refused = api.client.post("/api/checkpoints/c-000000000000/export", json={"format": "onnx"})
    assert refused.status_code == 404
    plain = api.imported(files / "plain.pt")["id"]
    for asked in ({"format": "coffee"}, {"format": "onnx", "imgsz": 31}, {"format": "onnx", "imgsz": 10**6}, {}):
        assert api.client.post(f"/api/checkpoints/{plain}/export", json=asked).status_code == 422
    assert api.client.get(f"/api/checkpoints/{plain}/exports/onnx").status_code == 404
    assert api.client.get(f"/api/checkpoints/{plain}/exports").json() == []
