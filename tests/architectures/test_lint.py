"""The linter, rule by rule, and its fixes as operations. All pure."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yolosmith.architectures import graph, lint, splice, text
from yolosmith.architectures.finding import Finding
from yolosmith.architectures.schemas import InspectedRow
from yolosmith.architectures.store import presets
from yolosmith.modules.contract import Contract, Rule
from yolosmith.modules.schemas import ModuleSummary, State
from yolosmith.modules.signature import Argument

SMALL = """nc: 80
scales:
  n: [0.33, 0.25, 512]
  x: [1.0, 1.5, 512]
backbone:
  - [-1, 1, Conv, [64, 3, 2]]
  - [-1, 1, Conv, [128, 3, 2]]
  - [-1, 2, C2f, [128, True]]
head:
  - [-1, 1, nn.Upsample, [None, 2, nearest]]
  - [[-1, 0], 1, Concat, [1]]
  - [[4, 2], 1, Detect, [nc]]
"""


def module(name: str, rule: Rule | None = None, state: State | None = None) -> ModuleSummary:
    return ModuleSummary(
        name=name,
        custom=state is not None,
        category="",
        description="",
        contract=Contract(rule=rule) if rule else None,
        args=[Argument(name="nc", required=True)] if rule == "head" else [],
        state=state,
    )


MODULES = {
    one.name: one
    for one in [
        *(module("Conv", "base"), module("C2f", "repeat"), module("Concat", "join"), module("Detect", "head")),
        *(module("New", "same", "unchecked"), module("Old", "same", "changed"), module("Bad", "same", "failing")),
        *(module("Good", "same", "checked"), module("OwnHead", "head", "checked")),
    ]
}


def findings(
    source: str,
    scale: str | None = "n",
    shapes: dict[int, list[list[int]]] | None = None,
    strides: dict[int, float] | None = None,
) -> list[Finding]:
    document = text.read(source)
    view = graph.of_document(document)
    rows = [
        InspectedRow.model_validate(
            {
                **{"index": node.index, "module": node.module, "from": node.from_, "repeats": 1, "args": []},
                **dict.fromkeys(("out_shape", "params", "gflops", "receptive_field")),
                "stride": (strides or {}).get(node.index),
                **{"in_shapes": (shapes or {}).get(node.index), "errors": []},
            }
        )
        for node in view.nodes
    ]
    return lint.findings(document, view, rows, scale, MODULES, {"Conv", "C2f", "Good"})


def said(source: str, **options: object) -> list[tuple[str, str, int | None]]:
    return [(one.rule, one.severity, one.row) for one in findings(source, **options)]  # type: ignore[arg-type]


def fixed(source: str, rule: str, **options: object) -> str:
    """The text after the fix of the first finding of a rule."""
    fix = next(one.fix for one in findings(source, **options) if one.rule == rule)  # type: ignore[arg-type]
    assert fix is not None
    return splice.edit(source, fix.operations).source


def test_what_is_right_is_not_spoken_of() -> None:
    assert said(SMALL, scale="x") == []


def test_a_row_that_nobody_reads_and_a_branch_that_leads_nowhere() -> None:
    one = (
        SMALL.replace("head:\n", "head:\n  - [1, 1, Conv, [64]] # lost\n")
        .replace("[-1, 1, nn.Upsample", "[2, 1, nn.Upsample")
        .replace("[[4, 2]", "[[5, 2]")
    )
    assert ("unused-row", "warning", 3) in said(one)
    assert "lost" not in fixed(one, "unused-row")
    assert said(fixed(one, "unused-row"), scale="x") == []
    chain = one.replace(
        "# lost\n", "# lost\n  - [-1, 1, Conv, [64]] # lost\n  - [[3, 4], 1, Concat, [1]] # lost\n"
    ).replace("[[5, 2]", "[[7, 2]")
    (found,) = [one for one in findings(chain) if one.severity == "warning"]
    assert (found.rule, found.row) == ("dead-branch", 5)
    assert found.message == "Nothing reads what comes of rows 3, 4 and 5."
    assert fixed(chain, "dead-branch") == fixed(one, "unused-row")
    loose = "ImagePoolingAttn, [256]]\n  - [2, 1, nn.Upsample"
    world = SMALL.replace("[-1, 1, nn.Upsample", f"[[2, 0], 1, {loose}").replace("[[4, 2]", "[[5, 2]")
    assert said(world, scale="x") == []


def test_a_heads_inputs_go_from_fine_to_coarse() -> None:
    shapes = {5: [[8, 20, 20], [8, 40, 40]]}
    (found,) = findings(SMALL, scale="x", shapes=shapes)
    assert (found.rule, found.loc) == ("head-order", ["rows", 5, "from", "line", 12])
    assert "20×20, 40×40" in found.message
    assert fixed(SMALL, "head-order", scale="x", shapes=shapes) == SMALL.replace("[[4, 2], 1, D", "[[2, 4], 1, D")
    assert said(SMALL, scale="x", shapes={5: [[8, 20, 20], [8, 20, 20]]}) == []


def test_masks_can_only_be_validated_at_a_quarter_of_the_picture() -> None:
    masks = SMALL.replace("[[4, 2], 1, Detect, [nc]]", "[[4, 2], 1, Segment, [nc, 32, 256]]")
    shapes = {5: [[8, 40, 40], [8, 20, 20]]}
    (found,) = findings(masks, scale="x", shapes=shapes, strides={4: 4})
    assert (found.rule, found.loc) == ("mask-level", ["rows", 5, "from", "line", 12])
    assert "has stride 4;" in found.message
    assert said(masks, scale="x", shapes=shapes, strides={4: 8}) == []
    assert said(SMALL, scale="x", shapes=shapes, strides={4: 4}) == []


def test_what_the_scale_does_to_repeats_and_channels() -> None:
    assert said(SMALL, scale="n") == [("repeats-ignored", "hint", 2)]
    assert said(SMALL.replace("C2f, [128", "C2f, [600"), scale="x") == [("channels-capped", "hint", 2)]
    odd = SMALL.replace("C2f, [128", "C2f, [100")
    assert said(odd, scale="x") == [("channels-rounded", "hint", 2)]
    assert findings(odd, scale="x")[0].message == "100 channels come to 150 at scale x, which is rounded up to 152."
    assert findings(odd, scale="x")[0].fix is None  # another scale would want another number
    alone = odd.replace("scales:\n  n: [0.33, 0.25, 512]\n  x: [1.0, 1.5, 512]\n", "scales: {n: [1, 1, 512]}\n")
    assert "C2f, [104, True]" in fixed(alone, "channels-rounded")
    assert said(fixed(alone, "channels-rounded")) == []


def test_classes_that_do_not_follow() -> None:
    assert said(SMALL.replace("[nc]", "[80]"), scale="x") == [("nc-number", "hint", 5)]
    assert said(SMALL.replace("[nc]", "[7]"), scale="x") == [("nc-number", "warning", 5)]
    assert fixed(SMALL.replace("[nc]", "[7]"), "nc-number") == SMALL
    assert said(SMALL.replace("Detect, [nc]", "OwnHead, [7]"), scale="x") == [("nc-number", "warning", 5)]


def test_rows_without_effect_and_inputs_that_are_there_twice() -> None:
    idle = SMALL.replace("head:\n", "head:\n  - [-1, 1, nn.Identity, []]\n").replace("[[4, 2]", "[[5, 2]")
    assert said(idle, scale="x") == [("no-effect", "hint", 3)]
    assert fixed(idle, "no-effect") == SMALL
    assert said(SMALL.replace("[[-1, 0], 1, C", "[[-1], 1, C"), scale="x") == [("no-effect", "hint", 4)]
    assert said(SMALL.replace("2, nearest", "1, nearest"), scale="x") == [("no-effect", "hint", 3)]
    assert said(SMALL.replace("[[-1, 0], 1, C", "[[-1, 3], 1, C"), scale="x") == [("duplicate-inputs", "warning", 4)]


def test_modules_that_are_not_as_they_were_checked() -> None:
    named = {name: SMALL.replace("C2f, [128, True]", f"{name}, []") for name in ("New", "Old", "Bad", "Good")}
    assert said(named["New"], scale="x") == [("module-unchecked", "hint", 2)]
    assert said(named["Old"], scale="x") == [("module-changed", "warning", 2)]
    assert said(named["Bad"], scale="x") == [("module-failing", "warning", 2)]
    assert said(named["Good"], scale="x") == [("name-shadowed", "warning", 2)]
    assert said(SMALL.replace("nearest", "n"), scale="x") == [("name-replaced", "warning", 3)]


def test_the_keys_beside_the_rows() -> None:
    for written in ("SiLU", "nn.silu", "torch.nn.SiLU", "silu()"):
        source = SMALL + f"activation: {written}\n"
        assert said(source, scale="x") == [("activation-not-allowed", "error", None)]
        assert fixed(source, "activation-not-allowed") == SMALL + "activation: torch.nn.SiLU()\n"
    assert findings(SMALL + "activation: __import__('os')\n")[0].fix is None
    assert said(SMALL + "depth_multiple: 0.5\n", scale="x") == [("factor-ignored", "warning", None)]
    assert fixed(SMALL + "depth_multiple: 0.5\n", "factor-ignored") == SMALL
    bare = SMALL.replace("scales:\n  n: [0.33, 0.25, 512]\n  x: [1.0, 1.5, 512]\n", "")
    assert said(bare, scale=None) == [("no-scales", "hint", None)]
    assert said(SMALL.replace("  x: [1", "  b: [1"), scale="b") == [("scale-name", "hint", None)]
    assert said(SMALL.replace("Detect, [nc]", "Concat, [1]"), scale="x")[-1] == ("no-head", "warning", 5)


@pytest.mark.parametrize(
    "source",
    [
        *("nc: 1", "backbone: []\nhead: []", "nc: 1\nscales: {n: [.inf, .nan, 0]}\nbackbone: [[-1, 3, Conv, [1e300]]]"),
        "nc: 1\nscales: 7\nbackbone: [[5, 3, Conv, [64]], 3, [-1, 1, 2, 3]]\nhead: [[[0, 0], 1, Detect, [7]]]",
        "nc: 1\ndepth_multiple: x\nwidth_multiple: .inf\nactivation: [1]\nbackbone: [[-1, 2, Conv, [-3]], [0, 1]]",
        "nc: 1\nscales: {1: [1, 1, 1], b: 2}\nbackbone: [[-1, 2, Conv, [true]]]\nhead: [[-1, 1, Detect, {}]]",
    ],
)
def test_a_text_full_of_mistakes_is_linted_all_the_same(source: str) -> None:
    document = text.read(source)
    for scale in (None, "n", "b"):
        lint.findings(document, graph.of_document(document), [], scale, MODULES)


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_a_fix_makes_its_finding_go_away_and_breaks_nothing(data: st.DataObject) -> None:
    source = data.draw(
        st.sampled_from([SMALL, presets()["yolo11"].path.read_text(), presets()["yolov9m"].path.read_text()])
    )
    view = graph.parse(source)
    rows = st.sampled_from(
        [
            *("[-1, 1, nn.Identity, []]", "[[-1], 1, Concat, [1]]", "[0, 1, Conv, [100, 3]]", "[-1, 1, Conv, [100]]"),
            *("[-1, 1, nn.Upsample, [None, 1, nearest]]", "[-1, 1, nn.Dropout, [0]]", "[0, 1, Detect, [7]]"),
        ]
    )
    lines = source.splitlines()
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.sampled_from([node.line for node in view.nodes if node.line]))
        lines.insert(at - 1, f"  - {data.draw(rows)}")
    if data.draw(st.booleans()):
        lines.append("activation: relu")
    source = "\n".join(lines)
    before = findings(source)
    for one in before:
        if one.fix is None:
            continue
        after = splice.edit(source, one.fix.operations)
        assert len(after.errors) <= len(graph.parse(source).errors)
        now = findings(after.source)
        count = [sum(other.rule == one.rule for other in found) for found in (before, now)]
        assert count[1] < count[0] or one.rule in ("unused-row", "dead-branch")
        if one.rule in ("unused-row", "dead-branch"):
            unread = [sum(other.rule in ("unused-row", "dead-branch") for other in found) for found in (before, now)]
            assert unread[1] < unread[0]
