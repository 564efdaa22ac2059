"""A training on several devices through the worker, started by Ultralytics' own command and file. Processes with gloo
on the CPU stand for the GPUs that are not here."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from test_registered import write_workspace

from yolosmith.storage.files import read_json, write_json
from yolosmith.storage.journal import Journal, read_lines

PRETEND = """
import os
if "RANK" in os.environ:
    import torch, torch.distributed
    torch.distributed.init_process_group("gloo")
    from ultralytics.engine.trainer import BaseTrainer
    from ultralytics.engine import validator  # which otherwise ends on the GPU of its rank
    backend = validator.AutoBackend
    validator.get_torch_device_backend = lambda kind: type("NoGpu", (), {"current_device": lambda self: 0})()
    validator.AutoBackend = lambda **options: backend(**options | {"device": torch.device("cpu")})
    BaseTrainer._setup_ddp = lambda self: None
    parallel = torch.nn.parallel.DistributedDataParallel
    def on_cpu(module, device_ids=None, **options):
        return parallel(module, **options)
    torch.nn.parallel.DistributedDataParallel = on_cpu
    init = BaseTrainer.__init__
    def several(self, *args, **kwargs):
        init(self, *args, **kwargs)
        self.world_size = int(os.environ["WORLD_SIZE"])
    BaseTrainer.__init__ = several
elif os.environ.get("PRETEND_DEVICES"):
    from ultralytics.engine.trainer import BaseTrainer
    init = BaseTrainer.__init__
    def several(self, *args, **kwargs):
        init(self, *args, **kwargs)
        self.ddp, self.world_size = True, int(os.environ["PRETEND_DEVICES"])
    BaseTrainer.__init__ = several
"""
EPOCHS = 2


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """The folder of a run with custom modules, ready for its worker."""
    workspace = write_workspace(tmp_path / "workspace")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(PRETEND)
    data = workspace / "datasets" / "squares"
    data.mkdir(parents=True)
    for name in ("images", "labels", "data.yaml"):
        (workspace / name).rename(data / name)
    text = (data / "data.yaml").read_text().replace(str(workspace), str(data))
    (data / "data.yaml").write_text(text)
    folder = workspace / "runs" / "20260101T000000Z-abcdef"
    folder.mkdir(parents=True)
    (workspace / "modules").rename(folder / "modules")
    (workspace / "every.yaml").rename(folder / "architecture.yaml")
    args = {"epochs": EPOCHS, "imgsz": 64, "batch": 4, "workers": 0, "plots": False, "device": "cpu"}
    spec = {"id": folder.name, "architecture": "every", "checkpoint": None, "scale": None, "dataset": "squares"}
    write_json(folder / "run.json", {**spec, "args": args, "task": "detect", "snapshots": [1]})
    return folder


def worker(folder: Path, **more: str) -> subprocess.Popen[str]:
    """Start the worker of the run, as the server does."""
    workspace = folder.parent.parent
    config = str(workspace / ".yolosmith" / "ultralytics")
    told = {"YOLO_OFFLINE": "1", "YOLO_AUTOINSTALL": "False", "YOLO_CONFIG_DIR": config, "OMP_NUM_THREADS": "1"}
    site = {"PYTHONPATH": str(workspace.parent / "site"), "PRETEND_DEVICES": "2", "YOLOSMITH_WORKSPACE": str(workspace)}
    process = subprocess.Popen(
        [sys.executable, "-m", "yolosmith.engine.train", str(folder)],
        stdin=subprocess.PIPE,
        stdout=(folder / "console.log").open("ab"),
        stderr=subprocess.STDOUT,
        env={**os.environ, **told, **site, **more},
        text=True,
        start_new_session=True,
    )
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.close()
    return process


def events_of(folder: Path) -> list[dict[str, Any]]:
    """What stands in the journal now."""
    path = folder / "events.jsonl"
    return [json.loads(line) for _, line in read_lines(path)] if path.is_file() else []


def console(folder: Path) -> str:
    """The end of what was printed, to explain a failure."""
    return (folder / "console.log").read_text()[-3000:]


@pytest.mark.prove
def test_the_first_process_writes_the_events_and_the_worker_ends_the_run(run: Path) -> None:
    assert worker(run).wait(280) == 0, console(run)
    manifest = read_json(run / "manifest.json")
    assert manifest["outcome"] == "completed", manifest["error"]
    events = events_of(run)
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    batches = [(event["epoch"], event["batch"]) for event in events if event["type"] == "run.batch"]
    assert batches == [(1, 1), (1, 2), (2, 1), (2, 2)]
    assert [event["epoch"] for event in events if event["type"] == "run.epoch"] == [1, 2]
    assert any("epochs completed" in event["message"] for event in events if event["type"] == "run.log")
    assert {"weights/best.pt", "weights/last.pt", "weights/epoch1.pt"} <= manifest["artifacts"].keys()
    assert (run / "weights" / "resume.pt").is_file()
    assert len(manifest["modules"]) == 6
    with Journal(run / "events.jsonl", patience=0.1):  # nobody holds it any more
        pass


@pytest.mark.prove
def test_a_stop_reaches_all_processes_and_what_is_left_can_go_on(run: Path) -> None:
    process = worker(run)
    while not any(event["type"] == "run.batch" for event in events_of(run)):
        assert process.poll() is None, console(run)
        time.sleep(0.05)
    write_json(run / "stop.json", {"by": "user"})
    process.terminate()
    assert process.wait(120) == 0, console(run)
    assert read_json(run / "manifest.json")["outcome"] == "stopped", console(run)
    (run / "stop.json").unlink()
    (run / "manifest.json").unlink()
    assert worker(run).wait(280) == 0, console(run)
    assert read_json(run / "manifest.json")["outcome"] == "completed", console(run)
    assert [event["epoch"] for event in events_of(run) if event["type"] == "run.epoch"] == [1, 2]


@pytest.mark.prove
def test_what_a_process_fails_of_is_the_reason_of_the_run(run: Path) -> None:
    module = run / "modules" / "Block.py"
    text = module.read_text()
    module.write_text(
        text.replace("def forward(self, x):", "def forward(self, x):\n        boom = self.training and 1 / 0")
    )
    assert module.read_text() != text
    assert worker(run).wait(280) == 0, console(run)
    manifest = read_json(run / "manifest.json")
    assert manifest["outcome"] == "failed"
    assert "ZeroDivisionError" in manifest["error"]["message"], manifest["error"]
    assert not list(run.glob(".failed-*"))
