"""Blocks known from papers, from an empty editor to a trained and exported model, over HTTP and in plain Python."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import RunningServer
from tests.runs.training import ARGS, assert_whole, follow, furnish

PAPERS = Path(__file__).parents[1] / "modules" / "papers"
ROWS = {"ECA": "[-1, 1, ECA, []]", "CoordAtt": "[-1, 1, CoordAtt, []]", "GSConv": "[-1, 1, GSConv, [32, 3]]"}
YAML = """nc: 10
scales:
  n: [1.0, 0.5, 64]
backbone:
  - [-1, 1, Conv, [16, 3, 2]]
  - [-1, 1, Conv, [32, 3, 2]]
  - {row}
  - [-1, 1, Conv, [32, 3, 2]]
  - [-1, 1, C2f, [32]]
head:
  - [[2, 4], 1, Detect, [nc]]
"""
EXPORT = """
import numpy as np, onnxruntime, torch
from yolosmith import YOLO
x = np.random.default_rng(0).random((1, 3, 64, 64), dtype=np.float32)
with torch.no_grad():
    ours = YOLO("best.pt").model.eval().float()(torch.from_numpy(x))[0].numpy()
file = YOLO("best.pt").export(format="onnx", imgsz=64, device="cpu")
session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
theirs = session.run(None, {session.get_inputs()[0].name: x})[0]
print("differs", float(np.abs(ours - theirs).max() / np.abs(ours).max()))
"""


@pytest.fixture(scope="module", autouse=True)
def furnished(server: RunningServer, digits: Path) -> None:
    """The server has the digits."""
    furnish(server.workspace, digits)


@pytest.mark.prove
@pytest.mark.parametrize("name", list(ROWS))
def test_a_block_from_a_paper_is_saved_trained_and_exported(
    server: RunningServer, name: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    saved = server.client.put(f"/api/modules/{name}", json={"source": (PAPERS / f"{name}.py").read_text()}).json()
    assert saved["state"] == "checked"
    assert [step for step in saved["check"]["steps"] if step["warning"]] == []
    architecture = f"digits-{name.lower()}"
    body = {"yaml": YAML.format(row=ROWS[name])}
    assert server.client.put(f"/api/architectures/{architecture}", json=body).json()["ok"]
    request = {"architecture": architecture, "scale": "n", "dataset": "digits", "args": ARGS}
    run = server.client.post("/api/runs", json=request).json()["id"]
    events = follow(server, run)
    assert_whole(events)
    assert events[-1]["status"] == "completed"
    assert server.client.get(f"/api/modules/{name}").json()["runs"] == [run]
    weights = (server.workspace / "runs" / run / "weights" / "best.pt").read_bytes()
    (tmp_path / "best.pt").write_bytes(weights)
    config = str(tmp_path / ".yolosmith")
    environment = {**os.environ, "YOLO_OFFLINE": "1", "YOLO_CONFIG_DIR": config, "YOLOSMITH_WORKSPACE": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", EXPORT], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    differs = float(done.stdout.split("differs ")[1].split()[0])
    record_property("largest difference of the ONNX export", differs)
    assert differs < 1e-3
