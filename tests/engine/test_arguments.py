"""What is said of arguments, held against the installed Ultralytics."""

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ultralytics.cfg import get_cfg
from ultralytics.utils import DEFAULT_CFG_DICT

from yolosmith.engine.argument_table import GROUP_OF, OWN, TASKS, UNITS
from yolosmith.engine.argument_values import problem_with
from yolosmith.engine.arguments import check, list_all

TYPES = {one["name"]: one["type"] for one in list_all({}, print)}
NAMES = sorted(set(DEFAULT_CFG_DICT) - set(OWN))

numbers = st.one_of(
    st.integers(-3, 300), st.floats(-2, 2), st.sampled_from([0, 1, 0.5, 1e9, -0.0, float("inf"), float("nan")])
)
words = st.sampled_from(["", "abc", "auto", "SGD", "ram", "val", "mixup", "0", "cpu", "fp16", "23.cv2", "true", "8"])
scalars = st.one_of(st.none(), st.booleans(), numbers, words)
values = st.one_of(scalars, st.lists(scalars, max_size=3), st.dictionaries(words, scalars, max_size=1))


def refused_by_ultralytics(args: dict[str, Any]) -> bool:
    try:
        get_cfg(overrides=dict(args))
    except (SyntaxError, TypeError, ValueError):
        return True
    return False


def found(args: dict[str, Any], **facts: Any) -> tuple[dict[str, str], dict[str, str]]:
    """Errors and warnings by argument."""
    answer = check({"args": args, "facts": facts}, print)
    return tuple({one["name"]: one["message"] for one in answer[kind]} for kind in ("errors", "warnings"))  # type: ignore[return-value]


def test_every_argument_of_the_installed_version_has_a_place() -> None:
    assert {one["name"] for one in list_all({}, print)} == {*DEFAULT_CFG_DICT, "save_dir"}
    assert {*GROUP_OF, *OWN} == {*DEFAULT_CFG_DICT, "save_dir"}
    assert {*TASKS, *UNITS} <= set(GROUP_OF)
    assert all(one["help"] and one["type"] for one in list_all({}, print))


def test_every_default_may_stand() -> None:
    for name in NAMES:
        assert problem_with(name, DEFAULT_CFG_DICT[name], TYPES[name]) is None, name


@settings(max_examples=1000)
@given(name=st.sampled_from(NAMES), value=values)
@example(name="fraction", value=[1, 0.5])
@example(name="scale", value=[0.5, 1.5])
@example(name="quantize", value="int8")
def test_what_ultralytics_refuses_is_refused(name: str, value: Any) -> None:
    """So what passes here passes there."""
    if refused_by_ultralytics({name: value}):
        assert problem_with(name, value, TYPES[name]) is not None


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(NAMES), values, max_size=6))
def test_arguments_that_pass_together_pass_ultralytics_together(args: dict[str, Any]) -> None:
    errors, _ = found(args, task="detect", layers=24, classes=10, splits={"train": 100, "val": 10})
    if not errors:
        assert not refused_by_ultralytics(args)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("epochs", True),
        ("batch", 0),
        ("batch", -2),
        ("batch", 2.5),
        ("batch", True),
        ("box", -5),
        ("degrees", 999),
        ("degrees", float("nan")),
        ("freeze", "abc"),
        ("freeze", -1),
        ("freeze", True),
        ("freeze", [0, 1.5]),
        ("freeze", ["head"]),
        ("imgsz", "large"),
        ("imgsz", 64.5),
        ("imgsz", 16),
        ("imgsz", [640, 480]),
        ("lr0", True),
        ("cache", "disk"),
        ("cache", "tape"),
        ("optimizer", "Lion"),
        ("split", "dev"),
        ("workers", -1),
        ("close_mosaic", -1),
        ("seed", 2**40),
        ("time", 0),
        ("scale", [1.5, 0.5]),
        ("classes", {"a": 1}),
        ("compile", "fast"),
        ("pretrained", "yolo11n.pt"),
        ("resume", True),
        ("save_dir", "/tmp"),
        ("half", True),
        ("augmentations", []),
    ],
)
def test_what_ultralytics_takes_silently_is_refused(name: str, value: Any) -> None:
    message = problem_with(name, value, TYPES.get(name, ""))
    assert message is not None
    assert name in message or "training" in message or "data set" in message or "Checkpoints" in message
    assert message.endswith(".")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("batch", -1),
        ("batch", 0.7),
        ("epochs", 3.0),
        ("freeze", 10),
        ("freeze", [0, 1, "22.cv2"]),
        ("optimizer", "adamw"),
        ("cache", True),
        ("auto_augment", None),
        ("amp", "bf16"),
        ("device", [0, 1]),
        ("fraction", 500),
        ("scale", [0.5, 1.5]),
        ("classes", 3),
    ],
)
def test_what_means_something_may_stand(name: str, value: Any) -> None:
    assert problem_with(name, value, TYPES[name]) is None


def test_a_wrong_name_is_told_the_right_one() -> None:
    assert problem_with("epoch", 3, "") == "Ultralytics has no argument epoch; epochs is meant, perhaps."


@pytest.mark.parametrize(
    ("args", "facts", "name", "said"),
    [
        ({"device": 7}, {}, "device", "no device 7"),
        ({"device": "cuda:3"}, {}, "device", "no device 3"),
        ({"device": "npu:0"}, {}, "device", "no device npu"),
        ({"device": ["cpu", "cpu"]}, {}, "device", "numbers of GPUs"),
        ({"freeze": 24}, {"layers": 24}, "freeze", "nothing is left to train"),
        ({"freeze": [1, 24]}, {"layers": 24}, "freeze", "no layer 24"),
        ({"freeze": [1, "40.cv2"]}, {"layers": 24}, "freeze", "no layer 40"),
        ({"freeze": [0, 1, 2]}, {"layers": 3}, "freeze", "nothing is left"),
        ({"classes": [0, 9]}, {"classes": 3}, "classes", "no class 9"),
        ({"split": "test"}, {"splits": {"train": 5, "val": 5, "test": 0}}, "split", "no pictures in test"),
        ({"imgsz": 32, "batch": 4}, {"splits": {"train": 9, "val": 1}}, "batch", "BatchNorm"),
        ({"quantize": 16}, {}, "quantize", "8 only"),
        ({"scale": [0.5, 1.5]}, {"task": "classify"}, "scale", "one number"),
        ({"device": "0,1", "batch": -1}, {}, "batch", "several GPUs"),
    ],
)
def test_what_cannot_be_together_is_refused_at_its_field(
    args: dict[str, Any], facts: dict[str, Any], name: str, said: str
) -> None:
    errors, _ = found(args, **facts)
    assert said in errors[name]


@pytest.mark.parametrize(
    ("args", "facts", "name", "said"),
    [
        ({"lr0": 0.1}, {}, "lr0", "ignored while optimizer is auto"),
        ({"momentum": 0.5}, {}, "momentum", "ignored while optimizer is auto"),
        ({"optimizer": "AdamW"}, {}, "lr0", "high for AdamW"),
        ({"batch": -1, "device": "cpu"}, {}, "batch", "batches of 16"),
        ({"rect": True}, {"task": "detect"}, "rect", "mosaic is off"),
        ({"rect": True, "mixup": 0.5}, {}, "rect", "mosaic and mixup are off"),
        ({"rect": True, "multi_scale": 0.3}, {}, "multi_scale", "rect"),
        ({"epochs": 10}, {}, "close_mosaic", "off in all 10 epochs"),
        ({"copy_paste": 0.5}, {"task": "detect"}, "copy_paste", "no effect on the task detect"),
        ({"overlap_mask": False}, {"task": "pose"}, "overlap_mask", "it is for segment"),
        ({"dropout": 0.5}, {"task": "segment"}, "dropout", "it is for classify"),
        ({"nbs": 16, "batch": 64}, {}, "batch", "counts 4 times"),
        ({"batch": 64}, {"splits": {"train": 20, "val": 5}}, "batch", "20 pictures"),
        ({"single_cls": True}, {"classes": 10}, "single_cls", "10 classes are learned as one"),
        ({"imgsz": 100}, {}, "imgsz", "128 px"),
        ({"time": 1.0, "epochs": 5}, {}, "epochs", "time decides"),
        ({"epochs": 2, "warmup_epochs": 5.0}, {}, "warmup_epochs", "after 1 of 2 epochs"),
        ({"workers": 4, "device": "cpu"}, {}, "workers", "becomes 0"),
        ({"val": False}, {}, "val", "no metrics"),
        ({"simplify": False}, {}, "simplify", "makes no use"),
        ({"cls_remap": False}, {"pretrained": False}, "cls_remap", "starts without weights"),
    ],
)
def test_what_means_something_else_than_it_seems_is_told(
    args: dict[str, Any], facts: dict[str, Any], name: str, said: str
) -> None:
    errors, warnings = found(args, **facts)
    assert said in warnings[name]
    assert name not in errors


def test_the_defaults_go_together() -> None:
    assert found({}, task="detect", layers=24, classes=80, splits={"train": 1000, "val": 100}) == ({}, {})
