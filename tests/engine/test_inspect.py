"""Inspection against Ultralytics' own numbers, and the scale that was asked for against the file's name."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from custom_sources import EVERY_RULE
from ultralytics import YOLO
from ultralytics.nn import tasks
from ultralytics.utils.ops import make_divisible
from ultralytics.utils.torch_utils import get_flops

from yolosmith.architectures.store import presets
from yolosmith.engine import architecture, catalog, inspect
from yolosmith.errors import UnreadableError
from yolosmith.modules.contract import Scaling

CASES = [
    ("yolo11", "n"),
    ("yolo11", "m"),
    ("yolo26", "s"),
    ("yolo26-seg", "n"),
    ("yolov8-pose", "n"),
    ("yolo12-obb", "n"),
    ("yolo11-cls", "s"),
    ("yolov10n", None),
    ("yolov5", "n"),
]


def run(text: str, **options: Any) -> dict[str, Any]:
    return inspect.run({"yaml": text, **options}, lambda said: None)


@pytest.mark.parametrize(("name", "scale"), CASES)
def test_totals_are_ultralytics_own(name: str, scale: str | None, tmp_path: Path) -> None:
    text = presets()[name].path.read_text()
    path = tmp_path / architecture.FILENAME
    architecture.write_scaled_yaml(text, scale, path)
    model = YOLO(path, task=architecture.task_of(yaml.safe_load(text)))
    layers, params, _, _ = model.info(verbose=True)
    found = run(text, scale=scale)
    assert found["ok"]
    assert found["totals"] == {"layers": layers, "params": params, "gflops": get_flops(model.model)}
    assert [row["params"] for row in found["rows"]] == [layer.np for layer in model.model.model]


def test_a_files_name_never_decides_the_scale(tmp_path: Path) -> None:
    text = presets()["yolo11"].path.read_text()
    loaded = architecture.load(text, "s")
    assert loaded["scale"] == "s"
    assert tasks.guess_model_scale("yolo11mine") == "m"  # why
    architecture.write_scaled_yaml(text, "l", tmp_path / architecture.FILENAME)
    built = tasks.DetectionModel(str(tmp_path / architecture.FILENAME), verbose=False)
    assert sum(parameter.numel() for parameter in built.parameters()) == 25372160
    with pytest.raises(UnreadableError, match="no scale 'z'"):
        architecture.load(text, "z")
    with pytest.raises(UnreadableError, match="mistake"):
        architecture.load(text.replace("[-1, 2, C2PSA, [1024]]", "[99, 2, C2PSA, [1024]]"))


def test_the_default_activation_is_as_it_was_after_a_row_failed() -> None:
    before = tasks.Conv.default_act
    text = presets()["yolov6"].path.read_text()
    assert "activation:" in text
    assert not run(text.replace("nn.ConvTranspose2d, [256, 2, 2, 0]", "nn.ConvTranspose2d, [256, 2, 2, 0, 1, 7]"))["ok"]
    assert tasks.Conv.default_act is before


def test_shapes_are_those_of_the_training_form() -> None:
    found = run(presets()["yolo11-cls"].path.read_text(), imgsz=224, nc=12)
    assert found["rows"][0]["out_shape"] == [16, 112, 112]
    assert found["rows"][-1]["out_shape"] == [12]


def test_the_task_of_a_custom_head_is_in_its_contract() -> None:
    from yolosmith.engine.registry import ModuleSource

    data = yaml.safe_load(EVERY_RULE)
    head = ModuleSource("SmallDetect", "", {"rule": "head", "task": "detect"})
    assert architecture.task_of(data) is None
    assert architecture.task_of(data, [head]) == "detect"


def test_the_catalog_follows_the_installed_parser() -> None:
    rules = catalog.installed_rules()
    for name, rule in (("Conv", "base"), ("nn.ConvTranspose2d", "base"), ("C3k2", "repeat"), ("A2C2f", "repeat")):
        assert rules[name] is not None
        assert rules[name].rule == rule  # type: ignore[union-attr]
    found = catalog.run({}, lambda said: None)
    assert {"Conv", "parse_model", "DetectionModel"} <= set(found["reserved"])
    used = {row[2] for entry in presets().values() for row in _rows(entry.path)}
    assert used - {one["name"] for one in found["modules"]} == set()


@pytest.mark.parametrize("width", [0.25, 0.33, 1.0, 1.5])
def test_channels_are_rounded_as_ultralytics_rounds(width: float) -> None:
    scaling = Scaling(width=width, max_channels=512)
    for c2 in range(1, 1100, 7):
        assert scaling.channels(c2) == make_divisible(min(c2, 512) * width, 8)


def _rows(path: Path) -> list[Any]:
    data = yaml.safe_load(path.read_text())
    rows: list[Any] = data["backbone"] + data["head"]
    return rows
