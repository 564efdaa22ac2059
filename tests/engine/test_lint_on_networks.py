"""The linter on what Ultralytics ships, with real inspections and the real catalog."""

from typing import Any

import pytest
from ultralytics.nn import tasks

from yolosmith.architectures import facts, graph, lint, splice, text
from yolosmith.architectures.finding import Finding
from yolosmith.architectures.schemas import InspectedRow
from yolosmith.architectures.store import presets
from yolosmith.engine import catalog, inspect
from yolosmith.modules.schemas import ModuleSummary

SHIPPED = sorted(presets())
EVERY_TIME = (
    "yolo11",
    "yolo26-seg",
    "yolov8-world",
    "yolov9e",
    "yolov9m",
    "yolov10b",
    "rtdetr-l",
    "yolo11-cls-resnet18",
)
HINTS = {"repeats-ignored", "channels-capped", "no-scales", "scale-name"}
TRUE = {
    ("yolov9e", "no-effect", 0),  # row 0 is an nn.Identity that later rows read as the image
    ("yolov9e-seg", "no-effect", 0),
    ("yolov9m", "channels-rounded", 16),  # [180, 3, 2] builds 184
}
"""What is found in shipped texts beside what scaling does to them."""


@pytest.fixture(scope="module")
def known() -> dict[str, Any]:
    found = catalog.run({}, lambda said: None)
    fields = set(ModuleSummary.model_fields)
    modules = [{key: value for key, value in one.items() if key in fields} for one in found["modules"]]
    return {
        "modules": {one["name"]: ModuleSummary.model_validate({**one, "custom": False}) for one in modules},
        "reserved": found["reserved"],
    }


def look(source: str, scale: str | None, known: dict[str, Any]) -> tuple[list[Finding], dict[str, Any]]:
    document = text.read(source)
    found = inspect.run({"yaml": source, "scale": scale}, lambda said: None)
    rows = [InspectedRow.model_validate(row) for row in found["rows"]]
    return lint.findings(document, graph.of_document(document), rows, scale, **known), found


@pytest.mark.parametrize(
    "name", [name if name in EVERY_TIME else pytest.param(name, marks=pytest.mark.prove) for name in SHIPPED]
)
def test_shipped_texts_have_no_errors_and_no_untrue_warnings(name: str, known: dict[str, Any]) -> None:
    source = presets()[name].path.read_text()
    scales = facts.scales_of(text.read(source).data)
    findings, _ = look(source, scales[0] if scales else None, known)
    assert {one.severity for one in findings} <= {"hint"}
    assert {(name, one.rule, one.row) for one in findings if one.rule not in HINTS} == {
        one for one in TRUE if one[0] == name
    }


def test_what_is_said_of_channels_and_repeats_is_what_is_built(known: dict[str, Any]) -> None:
    for name, scale in (("yolo11", "n"), ("yolo11", "m"), ("yolov9m", None), ("yolov10b", "b")):
        findings, found = look(presets()[name].path.read_text(), scale, known)
        for one in findings:
            if one.rule in ("channels-capped", "channels-rounded"):
                assert one.row is not None
                assert one.message.endswith(f" {found['rows'][one.row]['args'][1]}.")


def test_a_fix_leaves_a_network_that_builds(known: dict[str, Any]) -> None:
    source = presets()["yolo11"].path.read_text()
    idle = "  - [4, 1, Conv, [100]]\n  - [-1, 1, Conv, [64]]\n  - [10, 1, nn.Identity, []]\n"
    source = source.replace("head:\n", f"head:\n{idle}")
    source = source.replace("[[-1, 13], 1", "[[-1, 16], 1").replace("[[-1, 10], 1", "[[-1, 13], 1")
    source = source.replace("[[16, 19, 22], 1, Detect, [nc]]", "[[25, 22, 19], 1, Detect, [80]]")
    findings, before = look(source, "n", known)
    assert before["ok"], before
    rules = [one.rule for one in findings if one.fix]
    assert sorted(rules) == ["dead-branch", "head-order", "nc-number", "no-effect"]
    for one in findings:
        if one.fix:
            after, found = look(splice.edit(source, one.fix.operations).source, "n", known)
            assert found["ok"]
            assert [other.rule for other in after if other.fix] == [rule for rule in rules if rule != one.rule]


def test_the_parsers_variables_are_known() -> None:
    original = vars(tasks.parse_model).get("original", tasks.parse_model)
    names = set(original.__code__.co_varnames) | set(original.__code__.co_cellvars)
    assert names - lint.LOCALS <= {"nc", "reg_max", "kpt_shape", "end2end", "x"}
