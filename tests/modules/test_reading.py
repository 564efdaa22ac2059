"""What is said of a source while it is typed: problems at their place, help from the docstring. Nothing is executed."""

import gc
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yolosmith.errors import ConflictError
from yolosmith.modules import docstring, exchange, problems, reading
from yolosmith.modules.contract import Contract

HEAD = "from torch import nn\n\n\nclass Block(nn.Module):\n    def __init__(self, c1, c2):\n"
GOOD = f"{HEAD}        super().__init__()\n        self.conv = nn.Conv2d(c1, c2, 1)\n"


def found(source: str, contract: Contract | None = None) -> list[tuple[int, int, int, str, str]]:
    return [
        (one.line, one.column, one.end_column, one.severity, one.message)
        for one in problems.find(source, "Block", contract, {"Conv"})
    ]


@pytest.mark.parametrize(
    ("source", "line", "columns", "severity", "said"),
    [
        (f"{GOOD}        self.x = torch.ones(c1)\n", 8, (18, 28), "error", "undefined name 'torch'"),
        (f"import os\n{GOOD}", 1, (1, 7), "warning", "'os' imported but unused"),
        (f"{GOOD}        ü, self.x = 1, tensor\n", 8, (24, 30), "error", "undefined name 'tensor'"),
        (GOOD.replace("super().__init__()", "pass"), 5, (5, 32), "error", "super().__init__()"),
        (f"{GOOD}        self.more = [nn.ReLU() for _ in range(3)]\n", 8, (9, 18), "warning", "nn.ModuleList"),
        (GOOD.replace("Block", "Other"), 1, (1, 21), "error", "no class Block"),
        (GOOD.replace("(nn.Module)", ""), 4, (1, 13), "error", "nn.Module"),
        ("class Block(:\n", 1, (1, 14), "error", "invalid syntax"),
        (f"{GOOD}\n  x = 1\n", 9, (3, 8), "error", "unindent"),
    ],
)
def test_a_problem_stands_where_it_is(
    source: str, line: int, columns: tuple[int, int], severity: str, said: str
) -> None:
    shown = [one for one in found(source) if said in one[4]]
    assert [(one[0], one[1:3], one[3]) for one in shown] == [(line, columns, severity)], found(source)


def test_a_rule_that_does_not_fit_the_constructor_is_a_problem() -> None:
    assert found(GOOD) == []
    assert found(GOOD, Contract(rule="base")) == []
    (unfit,) = found(GOOD, Contract(rule="repeat"))
    assert "3 arguments or more; it takes (c1, c2)" in unfit[4]


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    for source in (text, GOOD + text, text + GOOD):
        read = reading.read("Block", source, None)
        for one in read.problems:
            assert one.line >= 1
            assert 1 <= one.column < one.end_column


@given(st.text(max_size=300))
def test_any_docstring_can_be_read(text: str) -> None:
    docstring.summary(text)
    docstring.arguments(f"Args:\n{text}")
    docstring.types(f"Args:\n{text}")


def test_help_comes_from_the_docstring_as_ultralytics_writes_it() -> None:
    doc = """A block. It has
    two sentences.

    Longer text.

    Args:
        c1 (int): Input
            channels.
        k (int | tuple[int, int], optional): Kernel: odd.
        *rest: More.

    Returns:
        (torch.Tensor): no argument.
    """
    assert docstring.summary(doc) == "A block. It has two sentences."
    assert docstring.arguments(doc) == {"c1": "Input channels.", "k": "Kernel: odd.", "rest": "More."}
    assert docstring.types(doc) == {"c1": "int", "k": "int | tuple[int, int]"}


def test_renaming_a_class_spares_other_words() -> None:
    source = "class Wave(nn.Module):\n    # Wave, Waves, my.Wave\n    def f(self): return Wave\n"
    renamed = exchange.rename(source, "Wave", "Swell")
    assert renamed == "class Swell(nn.Module):\n    # Swell, Waves, my.Wave\n    def f(self): return Swell\n"
    with pytest.raises(ConflictError, match="uses the name nn"):
        exchange.rename(source, "Wave", "nn")


def test_many_are_read_at_once() -> None:
    """CPython 3.11 mixes up the parsing of two threads, where one pauses in it: here each does, in a collection."""
    source = GOOD + "".join(f"        self.x{number} = [c1 * {number}, (c2,)]\n" for number in range(60))

    def pause(*_: object) -> None:
        time.sleep(0.0002)

    before = gc.get_threshold()
    gc.callbacks.append(pause)
    gc.set_threshold(100)
    try:
        with ThreadPoolExecutor(4) as pool:
            read = list(pool.map(lambda _: reading.read("Block", source, None, {}, []), range(12)))
    finally:
        gc.set_threshold(*before)
        gc.callbacks.remove(pause)
    assert all(one == read[0] for one in read)
