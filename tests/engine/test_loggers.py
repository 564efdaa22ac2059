"""Ultralytics' integrations are on where a run asks for them, and off otherwise, whatever is installed."""

import json
from pathlib import Path

import processes
import pytest

PACKAGES = ("mlflow", "wandb", "clearml", "comet_ml", "dvclive")
STAND_IN = '__version__ = "99.0"\nTask = run = None\n'
TRAINER = """
import sys
from collections import defaultdict
from yolosmith.engine import offline
offline.prepare()
from yolosmith.engine import loggers
from ultralytics.utils.callbacks import add_integration_callbacks
if sys.argv[1] == "shared":
    loggers.take_shared()
elif sys.argv[1] != "untouched":
    loggers.switch_on([name for name in sys.argv[1].split(",") if name])
class Trainer:
    callbacks = defaultdict(list)
add_integration_callbacks(Trainer())
found = {one.__module__.rpartition(".")[2] for many in Trainer.callbacks.values() for one in many}
import json
print(json.dumps(sorted(found & {"tensorboard", "mlflow", "wb", "clearml", "comet", "dvc", "raytune"})))
"""

FAILS = """
from yolosmith.engine import offline
offline.prepare()
from yolosmith.engine import loggers
loggers.switch_on(["clearml"])
from ultralytics.utils.callbacks import clearml
callbacks = {"on_train_end": [clearml.callbacks["on_train_end"]]}
loggers.guard(callbacks)
for _ in range(2):
    callbacks["on_train_end"][0](None)
"""


def said(code: str, folder: Path, names: str = "", **environment: str) -> str:
    """What a process of a worker prints, where stand-ins of all packages are installed."""
    for package in PACKAGES:
        (folder / "site" / package).mkdir(parents=True, exist_ok=True)
        (folder / "site" / package / "__init__.py").write_text(STAND_IN)
    environment |= {
        "YOLOSMITH_WORKSPACE": str(folder),
        "YOLO_CONFIG_DIR": str(folder / "ultralytics"),
        "YOLO_OFFLINE": "1",
        "PYTHONPATH": str(folder / "site"),
    }
    return processes.run(code, folder, environment, names)


def on(folder: Path, names: str, **environment: str) -> list[str]:
    """Which integrations it has."""
    found: list[str] = json.loads(said(TRAINER, folder, names, **environment).splitlines()[-1])
    return found


@pytest.mark.parametrize(
    ("names", "expected"),
    [("untouched", []), ("", []), ("mlflow,wandb,tensorboard", ["mlflow", "tensorboard", "wb"])],
)
def test_none_is_on_by_itself_and_the_named_ones_are(tmp_path: Path, names: str, expected: list[str]) -> None:
    assert on(tmp_path, names) == expected
    settings = json.loads((tmp_path / "ultralytics" / "Ultralytics" / "settings.json").read_text())
    assert not any(settings[name] for name in ("tensorboard", "mlflow", "wandb", "comet"))


def test_the_processes_of_a_distributed_training_have_those_of_their_parent(tmp_path: Path) -> None:
    assert on(tmp_path, "shared", YOLOSMITH_LOGGERS="clearml") == ["clearml"]


def test_one_that_fails_is_left_out_and_says_so_once(tmp_path: Path) -> None:
    assert said(FAILS, tmp_path).count("ClearML failed and is left out from here on: AttributeError") == 1
