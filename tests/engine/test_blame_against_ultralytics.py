"""Broken rows: `inspect` names the row at which plain Ultralytics fails.

What fails where is found here by Ultralytics alone: the shortest run of rows that `parse_model` refuses, and the first
layer that raises when they run as `DetectionModel` runs them to read its strides.
"""

import copy
from typing import Any

import pytest
import torch
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from ultralytics.nn import tasks

from yolosmith.architectures import graph
from yolosmith.architectures.store import presets
from yolosmith.engine import inspect

NAMES = ("yolo11", "yolo11-seg", "yolo26", "yolov8-pose", "yolov5", "yolov10n", "yolov8-ghost", "yolo11-cls", "yolov6")
TEXTS = {name: presets()[name].path.read_text() for name in NAMES}
SIZE = 64
ENDLESS = 10**9

WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
"""Each example builds a network several times."""

Json = dict[str, Any]


def parse(data: Json, rows: list[Any]) -> torch.nn.Sequential:
    """Ultralytics' own, on a copy."""
    data = copy.deepcopy({**data, "backbone": rows, "head": []})
    data["scale"] = next(iter(data.get("scales") or [""]))
    act = tasks.Conv.default_act
    try:
        with torch.device("meta"):
            return tasks.parse_model(data, 3, verbose=False)[0]
    finally:
        tasks.Conv.default_act = act


def fails_to_build(data: Json, rows: list[Any]) -> int | None:
    """The row behind which `parse_model` does not come; found by halving, as rows build one after the other."""

    def builds(count: int) -> bool:
        try:
            parse(data, rows[:count])
        except Exception:  # noqa: BLE001  whatever a constructor raises
            return False
        return True

    if builds(len(rows)):
        return None
    good, bad = 0, len(rows)
    while bad - good > 1:
        middle = (good + bad) // 2
        good, bad = (middle, bad) if builds(middle) else (good, middle)
    return good


def fails_to_run(model: torch.nn.Sequential, last: int) -> int | None:
    """The first layer that raises; row `last` runs in training form, as heads do."""
    model.eval()
    outputs: list[Any] = []
    x: Any = torch.zeros(1, 3, SIZE, SIZE, device="meta")
    for index, layer in enumerate(model):
        layer.training = index == last
        try:
            if layer.f != -1:
                x = outputs[layer.f] if isinstance(layer.f, int) else [x if j == -1 else outputs[j] for j in layer.f]
            with torch.no_grad(), torch.device("meta"):
                x = layer(x)
        except Exception:  # noqa: BLE001  whatever a layer raises
            return index
        outputs.append(x)
    return None


def broken(draw: st.DrawFn, index: int, row: list[Any]) -> Any:
    """A row with one thing wrong with it, or at least another."""
    source, repeats, module, args = row
    bad = [-64, 0, 64.5, None, "wide", [8], True, 7, 100000]
    of_from = [index, index + 1, 99, -index - 1, -index - 5, "a", [], [-1, -1], [-1, 99], 1.5, None, max(index - 3, 0)]
    of_repeats = [0, -1, "2", 1.5, None, True, ENDLESS]
    of_module = ["Convv", "nn.Nothing", "Concat", "Detect", "nn.BatchNorm2d", "torch.load", "Bottleneck", "", 7, "C2f"]
    whole = [[source, repeats, module], [source, repeats, module, args, 1], "row", None, [source, repeats, module, "x"]]
    args_of = [
        [],
        [*args, 9, 9, 9, 9, 9, 9, 9],
        *([value, *args[1:]] for value in bad),
        *([*args[:1], value] for value in (33, 0, -1, "k", None, 3.5)),
        *([*args[:2], value] for value in (0, -2, "s", 7)),
        [*args[:1], 33, 1, 0],
        [*args[:1], 3, 1, None, 7],
    ]
    return draw(
        st.sampled_from(args_of).map(lambda new: [source, repeats, module, new])
        | st.sampled_from(of_from).map(lambda new: [new, repeats, module, args])
        | st.sampled_from(of_repeats).map(lambda new: [source, new, module, args])
        | st.sampled_from(of_module).map(lambda new: [source, repeats, new, args])
        | st.sampled_from(whole)
    )


@settings(max_examples=15, deadline=None, phases=WITHOUT_SHRINKING, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_the_row_at_which_ultralytics_fails_is_blamed(data: st.DataObject) -> None:
    check(data)


@pytest.mark.prove
@pytest.mark.timeout(1800)
@settings(max_examples=400, deadline=None, phases=WITHOUT_SHRINKING, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_the_row_at_which_ultralytics_fails_is_blamed_for_many(data: st.DataObject) -> None:
    check(data)


def check(data: st.DataObject) -> None:
    whole = yaml.safe_load(TEXTS[data.draw(st.sampled_from(NAMES))])
    rows = whole["backbone"] + whole["head"]
    index = data.draw(st.integers(0, len(rows) - 1))
    rows[index] = data.draw(st.composite(broken)(index, rows[index]))
    boundary = len(whole["backbone"])
    whole.update(backbone=rows[:boundary], head=rows[boundary:])
    text = yaml.safe_dump(whole, sort_keys=False)
    found = inspect.run({"yaml": text, "imgsz": SIZE}, lambda said: None)
    blamed = {row["index"] for row in found["rows"] if row["errors"]}
    assert found["ok"] == (not blamed)
    formless = {place.loc[1] for place in graph.parse(text).errors}
    if formless:
        assert formless == blamed == {index}
        if isinstance(rows[index], list) and ENDLESS in rows[index]:
            return  # Ultralytics would go on building it until the memory is full
    at = fails_to_build(whole, rows)
    if formless:
        assert at is None or at == index  # what Ultralytics takes and we do not (1.5 repeats), or the same row
        return
    ran = fails_to_run(parse(whole, rows[:at]), len(rows) - 1)
    assert blamed == {one for one in (at, ran) if one is not None}
