"""The contract: proposed from a signature, applied to rows, shown as an example. Nothing is executed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from yolosmith.errors import UnreadableError
from yolosmith.modules import signature
from yolosmith.modules.contract import Contract, Scaling, resolve


def source(arguments: str, base: str = "nn.Module", name: str = "Block") -> str:
    return f"from torch import nn\nclass {name}({base}):\n    def __init__(self, {arguments}):\n        pass\n"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("c1, c2, k=3, s=1", {"rule": "base"}),
        ("in_channels: int, out_channels: int", {"rule": "base"}),
        ("c1, c2, n=1, shortcut=True", {"rule": "repeat"}),
        ("c1: int, c2: int, repeats: int", {"rule": "repeat"}),
        ("c1", {"rule": "same"}),
        ("channels, reduction=16", {"rule": "same"}),
        ("dim, num_heads=8", {"rule": "same"}),
        ("c1: list[int], c2: int", {"rule": "join"}),
        ("inputs: typing.Sequence[int], c2", {"rule": "join"}),
        ("c1: tuple[int, ...], c2: int, k=1", {"rule": "join"}),
        ("factor=2", {"rule": "plain", "c2": "same"}),
        ("k, c2", {"rule": "plain", "c2": {"argument": 1}}),
    ],
)
def test_the_signature_suggests_a_contract(arguments: str, expected: dict[str, object]) -> None:
    assert signature.propose(source(arguments), "Block").document() == expected


def test_subclasses_of_heads_are_heads_of_the_same_task() -> None:
    text = source("nc, ch=()", base="head.Pose")
    assert signature.propose(text, "Block") == Contract(rule="head", task="pose")
    through_another = "class Base(Segment):\n    pass\nclass Mine(Base):\n    pass\n"
    assert signature.propose(through_another, "Mine").task == "segment"


def test_a_class_without_a_constructor_takes_that_of_its_base() -> None:
    text = source("c1, c2, n=1", name="Base") + "class Mine(Base):\n    pass\n"
    assert signature.propose(text, "Mine").rule == "repeat"
    assert signature.propose("class Mine(C2f):\n    pass\n", "Mine", {"C2f": "repeat"}).rule == "repeat"


@pytest.mark.parametrize(
    ("text", "line"),
    [("class Block(:\n    pass", 1), ("x = 1\n\nclass Block:\n  def f(self):\n    return (\n", 5)],
)
def test_what_is_no_python_names_the_line(text: str, line: int) -> None:
    with pytest.raises(UnreadableError) as caught:
        signature.read(text, "Block")
    assert caught.value.faults[0].loc == ("line", line)


def test_the_class_must_be_called_as_the_module() -> None:
    with pytest.raises(UnreadableError, match="no class Other"):
        signature.read(source("c1"), "Other")


@pytest.mark.parametrize(
    ("contract", "inputs", "repeats", "args", "expected"),
    [
        (Contract(rule="base"), [64], 1, [128, 3, 2], ([64, 32, 3, 2], 32, 1)),
        (Contract(rule="base"), [64], 2, [128], ([64, 32], 32, 2)),
        (Contract(rule="repeat"), [64], 2, [128, True], ([64, 32, 2, True], 32, 1)),
        (Contract(rule="same"), [64], 1, [7], ([64, 7], 64, 1)),
        (Contract(rule="join"), [64, 32], 1, [128, 1], ([[64, 32], 32, 1], 32, 1)),
        (Contract(rule="plain"), [64], 3, [2], ([2], 64, 3)),
        (Contract(rule="plain", c2=12), [64], 1, [2], ([2], 12, 1)),
        (Contract.model_validate({"rule": "plain", "c2": {"argument": 1}}), [64], 1, [2, 24], ([2, 24], 24, 1)),
        (Contract(rule="head"), [64, 128], 1, [10], ([10, [64, 128]], 128, 1)),
    ],
)
def test_a_row_becomes_a_call(
    contract: Contract, inputs: list[int], repeats: int, args: list[object], expected: tuple[object, ...]
) -> None:
    call = resolve("Block", contract, inputs, repeats, args, Scaling(width=0.25, max_channels=1024))
    assert (call.args, call.c2, call.repeats) == expected


@given(st.integers(1, 4096), st.floats(0.05, 4), st.sampled_from([64, 512, 1024, float("inf")]))
def test_scaled_channels_are_multiples_of_eight_and_never_too_few(c2: int, width: float, most: float) -> None:
    scaled = Scaling(width=width, max_channels=most).channels(c2)
    assert scaled % 8 == 0
    assert 0 <= scaled - min(c2, most) * width < 8


def test_a_contract_holds_only_what_its_rule_knows() -> None:
    for wrong in (
        {"rule": "base", "c2": 8},
        {"rule": "plain", "c2": 0},
        {"rule": "same", "task": "detect"},
        {"rule": "other"},
        {"rule": "base", "extra": 1},
    ):
        with pytest.raises(ValidationError):
            Contract.model_validate(wrong)


def test_the_example_shows_what_a_row_calls() -> None:
    arguments = signature.read(source("c1, c2, n=1, e=0.5"), "Block").arguments
    shown = signature.example_call("Block", Contract(rule="repeat"), arguments)
    assert shown == "Row [-1, 2, Block, [128]] at depth 0.5, width 0.25 calls Block(64, 32, 1)."
