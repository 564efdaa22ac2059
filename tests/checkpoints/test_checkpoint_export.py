"""Exports: real files that give PyTorch's outputs, with custom modules too."""

import io
import json
import shutil
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy
import onnxruntime
import pytest
from checkpoint_stories import Api

RUN = "20260102T120000Z-0a1b2d"


def export(api: Api, checkpoint: str, wanted: str) -> dict[str, Any]:
    answer = api.client.post(f"/api/checkpoints/{checkpoint}/export", json={"format": wanted})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.fixture(scope="module")
def custom(api: Api, files: Path) -> Iterator[str]:
    checkpoint: str = api.imported(files / "custom.pt", accept_modules="true")["id"]
    yield checkpoint
    (files / "custom-was-run").unlink()  # the module notes it; other stories ask whether it was run by them


@pytest.mark.parametrize("wanted", ["onnx", "torchscript", "openvino"])
def test_each_format_gives_the_outputs_of_pytorch(api: Api, custom: str, wanted: str) -> None:
    made = export(api, custom, wanted)
    assert made["same"]
    assert 0 <= made["difference"] < 0.01 * made["largest"]
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


def test_what_cannot_be_exported_is_refused_and_leaves_nothing(api: Api, files: Path) -> None:
    refused = api.client.post("/api/checkpoints/c-000000000000/export", json={"format": "onnx"})
    assert refused.status_code == 404
    plain = api.imported(files / "plain.pt")["id"]
    for asked in ({"format": "coffee"}, {"format": "onnx", "imgsz": 31}, {"format": "onnx", "imgsz": 10**6}, {}):
        assert api.client.post(f"/api/checkpoints/{plain}/export", json=asked).status_code == 422
    assert api.client.get(f"/api/checkpoints/{plain}/exports/onnx").status_code == 404
    assert api.client.get(f"/api/checkpoints/{plain}/exports").json() == []
