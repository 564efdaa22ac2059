"""What rows come to is remembered: the answers are those of a process that remembers nothing."""

import random
from typing import Any

import pytest
import torch
import yaml
from torch import nn
from ultralytics.nn import tasks
from ultralytics.utils.torch_utils import get_flops

from tests.conftest import some_every_time
from yolosmith.architectures import facts
from yolosmith.architectures.store import presets
from yolosmith.engine import architecture, inspect, inspection
from yolosmith.engine.inspection import TEXT_CONDITIONED
from yolosmith.engine.rows import Memory

PRESETS = ["yolo11", "yolov8-seg", "yolo12", "yolov9c", "yolo26-pose", "rtdetr-l"]

TASKS = {
    "detect": tasks.DetectionModel,
    "segment": tasks.SegmentationModel,
    "semantic": tasks.SemanticSegmentationModel,
    "depth": tasks.DepthModel,
    "classify": tasks.ClassificationModel,
    "pose": tasks.PoseModel,
    "obb": tasks.OBBModel,
}

BY_HEAD = {
    "RTDETRDecoder": tasks.RTDETRDetectionModel,
    "WorldDetect": tasks.WorldModel,
    "YOLOEDetect": tasks.YOLOEModel,
    "YOLOESegment": tasks.YOLOESegModel,
    "YOLOESegment26": tasks.YOLOESegModel,
}


def run(text: str, **options: Any) -> dict[str, Any]:
    return inspect.run({"yaml": text, "seconds": 60, **options}, lambda said: None)


@pytest.mark.parametrize("name", some_every_time(PRESETS, "yolo11", "yolo26-pose", "rtdetr-l"))
def test_edits_give_what_a_fresh_process_gives(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(name)
    data = yaml.safe_load(presets()[name].path.read_text())
    remembered = Memory()
    for _ in range(6):
        row = chance.choice(data["backbone"] + data["head"][:-1])
        if row[3] and isinstance(row[3][0], int) and row[2] not in ("Concat", "CBFuse"):
            row[3][0] = 8 * chance.randint(8, 96)
        else:
            row[1] = chance.randint(1, 3)
        text = yaml.safe_dump(data)
        monkeypatch.setattr(inspection, "MEMORY", remembered)
        monkeypatch.setattr(inspect, "MEMORY", remembered)
        warm = run(text, imgsz=320)
        monkeypatch.setattr(inspection, "MEMORY", Memory())
        assert warm == run(text, imgsz=320)


def test_rows_that_are_alike_are_counted_each() -> None:
    text = "nc: 2\nbackbone:\n" + "  - [-1, 1, Conv, [16, 3, 1]]\n" * 4 + "head:\n  - [[3], 1, Detect, [nc]]\n"
    found = run(text, imgsz=64)
    assert [row["params"] for row in found["rows"][1:4]] == [16 * 16 * 9 + 32] * 3
    model = tasks.DetectionModel(yaml.safe_load(text), verbose=False)
    assert found["totals"]["params"] == sum(one.numel() for one in model.parameters())


@pytest.mark.parametrize("name", some_every_time(["yolov8", "yolo11", "yolov6", "yolov5"], "yolo11", "yolov6"))
def test_the_receptive_field_is_what_the_gradient_sees(name: str) -> None:
    """All weights positive and no activation that cuts: then the gradient reaches exactly what is seen."""
    data = {**yaml.safe_load(presets()[name].path.read_text()), "activation": "nn.Identity()", "scale": "n"}
    stop = 5
    side = 512
    found = run(yaml.safe_dump({**data, "scales": {"n": data["scales"]["n"]}}), imgsz=side)["rows"]
    layers, _ = tasks.parse_model({**data, "backbone": data["backbone"][:stop], "head": []}, 3, verbose=False)
    layers = layers.eval().double()
    for part in layers.modules():
        if isinstance(part, nn.Conv2d):
            nn.init.constant_(part.weight, 1 / part.weight[0].numel())
    image = torch.rand(1, 3, side, side, dtype=torch.double, requires_grad=True)
    output = layers(image)
    middle = output.shape[-1] // 2
    output[0, :, middle, middle].sum().backward()
    assert image.grad is not None
    seen = image.grad[0].abs().sum(0).nonzero()
    assert int(seen[:, 1].max() - seen[:, 1].min()) + 1 == found[stop - 1]["receptive_field"]
    assert side / output.shape[-1] == found[stop - 1]["stride"]


def test_attention_and_global_pooling_see_everything() -> None:
    rows = run(presets()["yolo11"].path.read_text())["rows"]
    assert [row["sees_all"] for row in rows[8:12]] == [False, False, True, True]
    assert rows[10]["receptive_field"] is None
    assert rows[9]["receptive_field"] > rows[8]["receptive_field"]


@pytest.mark.prove
@pytest.mark.parametrize("name", sorted(presets()))
def test_totals_of_every_shipped_text_at_every_scale_are_ultralytics_own(name: str) -> None:
    text = presets()[name].path.read_text()
    data = yaml.safe_load(text)
    build = BY_HEAD.get(str(facts.last_module(data))) or TASKS[facts.task_of(data) or "detect"]
    for scale in facts.scales_of(data) or [None]:
        found = run(text, scale=scale)
        assert found["ok"]
        if name == "yolo11-cls-resnet18":
            assert found["totals"]["params"] > 11_000_000  # its real model fetches weights
            continue
        model = build({**architecture.load(text, scale)}, verbose=False)
        assert found["totals"]["params"] == sum(one.numel() for one in model.parameters())
        assert found["totals"]["layers"] == len([one for one in model.modules() if not one._modules])
        if any(row[2] in TEXT_CONDITIONED for row in data["backbone"] + data["head"]):
            assert found["totals"]["gflops"] is None
        else:
            assert found["totals"]["gflops"] == get_flops(model)
