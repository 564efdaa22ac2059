"""Exports in 8 bits: made of a run with the pictures that it was trained on, or refused with what is missing."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import RunningServer
from tests.datasets.task_sets import task_set
from tests.runs.training import ARGS, follow, furnish, start
from yolosmith.engine import export_formats

CLASSIFIER = """
nc: 2
backbone:
  - [-1, 1, Conv, [16, 3, 2]]
  - [-1, 1, Conv, [96, 3, 2]]
head:
  - [-1, 1, Classify, [nc]]
"""
"""Wide enough that Ultralytics does not take its file for a corrupt one."""


def test_a_precision_that_this_machine_cannot_make_says_what_is_missing() -> None:
    formats = {one["format"]: one for one in export_formats.run({}, print)}
    assert 8 in formats["onnx"]["precisions"]
    for one in formats.values():
        assert not set(one["lacking"]) & set(one["precisions"])
    if 8 not in formats["openvino"]["precisions"]:
        lack = formats["openvino"]["lacking"][8]
        assert lack == "8 bits need a package that is not installed here: pip install nncf"


def test_a_format_that_this_machine_cannot_make_says_what_to_install() -> None:
    formats = {one["format"]: one for one in export_formats.run({}, print)}
    for one in formats.values():
        assert one["available"] == (one["why"] is None)
    if not formats["rknn"]["available"]:
        assert formats["rknn"]["why"] == "Needs a package that is not installed here: pip install rknn-toolkit2"
    if not formats["hailo"]["available"]:
        assert formats["hailo"]["why"].startswith("Needs Hailo's Dataflow Compiler, from the Hailo Developer Zone;")


@pytest.mark.prove
def test_onnx_in_eight_bits_is_compared_on_the_pictures_of_the_data_set(
    server: RunningServer, digits: Path, record_property: Callable[[str, object], None]
) -> None:
    furnish(server.workspace, digits)
    run = start(server, epochs=2)
    assert follow(server, run)[-1]["status"] == "completed"
    address = f"/api/checkpoints/{run}:best/export"
    sizes = {}
    for precision in (32, 8):
        made = server.client.post(address, json={"format": "onnx", "precision": precision})
        assert made.status_code == 200, made.text
        found = made.json()
        assert (found["precision"], found["pictures"]) == (precision, 8)
        assert found["same"], found
        sizes[precision] = found["bytes"]
        record_property(f"{precision} bits", {name: found[name] for name in ("bytes", "difference", "largest")})
    assert sizes[8] < sizes[32]
    refused = server.client.post(address, json={"format": "openvino", "precision": 8})
    if refused.status_code == 422:
        (error,) = refused.json()["errors"]
        assert error["loc"] == ["precision"] and "nncf" in error["message"]


@pytest.mark.prove
def test_a_classifier_in_eight_bits_is_measured_on_the_folders_of_its_classes(
    server: RunningServer, tmp_path: Path
) -> None:
    client = server.client
    (server.workspace / "model_yamls").mkdir(exist_ok=True)
    (server.workspace / "model_yamls" / "classifier.yaml").write_text(CLASSIFIER)
    source = task_set(tmp_path / "shapes", "classify", train=8, val=8)
    client.post("/api/datasets/import", json={"path": str(source), "name": "shapes"}).raise_for_status()
    while client.get("/api/datasets/shapes").json()["status"] == "importing":
        time.sleep(0.05)
    asked = {"architecture": "classifier", "dataset": "shapes", "args": ARGS | {"epochs": 1, "fraction": 1.0}}
    begun = client.post("/api/runs", json=asked)
    assert begun.status_code == 201, begun.text
    run = begun.json()["id"]
    assert follow(server, run)[-1]["status"] == "completed"
    made = client.post(f"/api/checkpoints/{run}:best/export", json={"format": "onnx", "precision": 8})
    assert made.status_code == 200, made.text
    found = made.json()
    assert (found["precision"], found["pictures"], found["same"]) == (8, 8, True), found
