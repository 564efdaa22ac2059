"""The contract of a custom module: how a YAML row's arguments become the constructor's. Pure.

rule     a row `[from, repeats, Name, [a, b]]` calls
base     Name(c1, scaled a, b)              c1: channels of the input; a: output channels, scaled by width
repeat   Name(c1, scaled a, repeats, b)     the block repeats its inside itself
same     Name(c1, a, b)                     output channels are those of the input
join     Name([c1, ...], scaled a, b)       several inputs
plain    Name(a, b)                         output channels as the contract says (`c2`)
head     Name(a, b, ..., [c1, ...])         the last row
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field, model_validator

from yolosmith.schema import Schema

Rule = Literal["base", "repeat", "same", "join", "plain", "head"]
Task = Literal["detect", "segment", "semantic", "depth", "classify", "pose", "obb"]


class ArgumentAt(Schema):
    """Output channels are written in the row, as argument number `argument` (from 0)."""

    argument: int = Field(ge=0, le=31)


class Contract(Schema):
    """The channel rule of one custom module.

    Attributes:
        rule: See the module's docstring.
        c2: For `plain` only: output channels are `same` as the input's, a number, or one of the row's arguments.
        task: For `head` only: what the head does; Ultralytics otherwise guesses it from the class's name.
    """

    rule: Rule
    c2: Literal["same"] | ArgumentAt | int | None = None
    task: Task | None = None

    @model_validator(mode="after")
    def _fields_fit_the_rule(self) -> "Contract":
        if self.c2 is not None and self.rule != "plain":
            raise ValueError("c2 belongs to the rule plain; the other rules know the output channels.")
        if isinstance(self.c2, int) and self.c2 < 1:
            raise ValueError("c2 is at least 1.")
        if self.task is not None and self.rule != "head":
            raise ValueError("task belongs to the rule head.")
        return self

    def document(self) -> dict[str, Any]:
        """The form that is stored and embedded: only what was said."""
        return self.model_dump(mode="json", exclude_none=True)


@dataclass(frozen=True, slots=True)
class Scaling:
    """What a scale of an architecture does to a row (`scales: {n: [depth, width, max_channels]}`)."""

    depth: float = 1.0
    width: float = 1.0
    max_channels: float = math.inf

    def channels(self, c2: float) -> int:
        """Output channels after width scaling, as Ultralytics rounds them (up, to a multiple of 8)."""
        return math.ceil(min(c2, self.max_channels) * self.width / 8) * 8

    def repeats(self, n: int) -> int:
        """Repeats after depth scaling, as Ultralytics rounds them."""
        return max(round(n * self.depth), 1) if n > 1 else n


@dataclass(frozen=True, slots=True)
class Call:
    """What a row comes to: `args` of the constructor, channels of the output, how often the block stands in a row."""

    args: list[Any]
    c2: int
    repeats: int


def resolve(
    name: str,
    contract: Contract,
    inputs: Sequence[int],
    repeats: int,
    args: Sequence[Any],
    scaling: Scaling,
    head_extras: Sequence[Any] = (),
) -> Call:
    """Apply the contract to one row.

    Args:
        name: The module's, for messages.
        contract: Its contract.
        inputs: Channels of the row's inputs, in the order of its `from`.
        repeats: The row's repeats after depth scaling.
        args: The row's arguments.
        scaling: Of the chosen scale.
        head_extras: For a head: what stands between the row's arguments and the list of channels.

    Raises:
        ValueError: The row does not fit the contract; says what to write.
    """
    single = contract.rule in ("base", "repeat", "same")
    if single and len(inputs) != 1:
        raise ValueError(f"{name} takes one input (rule {contract.rule}); this row gives it {len(inputs)}.")
    if contract.rule in ("join", "head") and repeats != 1:
        raise ValueError(f"{name} takes several inputs and cannot stand {repeats} times in a row; write 1 repeat.")
    if contract.rule in ("base", "repeat", "join"):
        c2 = scaling.channels(_output_channels(name, args))
        rest = list(args[1:])
        if contract.rule == "base":
            return Call([inputs[0], c2, *rest], c2, repeats)
        if contract.rule == "repeat":
            return Call([inputs[0], c2, repeats, *rest], c2, 1)
        return Call([list(inputs), c2, *rest], c2, 1)
    if contract.rule == "same":
        return Call([inputs[0], *args], inputs[0], repeats)
    if contract.rule == "head":
        return Call([*args, *head_extras, list(inputs)], inputs[-1], 1)
    return Call(list(args), _plain_channels(name, contract, inputs, args), repeats)


def _output_channels(name: str, args: Sequence[Any]) -> float:
    if not args or isinstance(args[0], bool) or not isinstance(args[0], int | float) or args[0] < 1:
        found = repr(args[0]) if args else "no arguments"
        raise ValueError(f"{name} needs its output channels as the row's first argument, such as [128]; found {found}.")
    return args[0]


def _plain_channels(name: str, contract: Contract, inputs: Sequence[int], args: Sequence[Any]) -> int:
    if isinstance(contract.c2, int):
        return contract.c2
    if isinstance(contract.c2, ArgumentAt):
        index = contract.c2.argument
        if index >= len(args) or isinstance(args[index], bool) or not isinstance(args[index], int):
            raise ValueError(f"{name} needs its output channels, a whole number, as argument {index} of the row.")
        return int(args[index])
    return inputs[0]
