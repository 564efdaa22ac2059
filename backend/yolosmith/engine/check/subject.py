"""The class that is checked: how it is made, what it is fed, and what it must give."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from yolosmith.engine.registry import ModuleSource
from yolosmith.modules import signature
from yolosmith.modules.contract import Contract, Scaling, resolve

BATCH = 2
Size = tuple[int, int]


@dataclass(frozen=True)
class Case:
    """One forward run: channels of the input and of the output, height and width."""

    c1: int
    c2: int
    size: Size


CASES = (Case(16, 32, (32, 32)), Case(32, 32, (16, 16)), Case(48, 64, (20, 12)), Case(128, 256, (8, 8)))
ODD = Case(64, 64, (13, 7))
"""As the deepest level of a picture whose sides are no multiples of 64."""
FLOPS = Case(64, 64, (80, 80))
LEVELS = ((16, 16), (32, 8))
"""Inputs of a head: channels, height and width."""

Json = dict[str, Any]


class FailedError(Exception):
    """A step's own finding, with the line of the source and what others did about it where that is known."""

    def __init__(self, message: str, hint: str | None = None, line: int | None = None) -> None:
        super().__init__(message)
        self.hint, self.line = hint, line


@dataclass(frozen=True)
class Note:
    """What a step that passed says; `warning`: there is something to know."""

    message: str
    warning: bool = False
    hint: str | None = None
    line: int | None = None


class Subject:
    """What the steps share. `cls` is set by the step that imports, `first` by the one that constructs."""

    signature: signature.Signature
    cls: type[nn.Module]
    first: nn.Module

    def __init__(self, source: ModuleSource) -> None:
        self.source = source
        self.contract = Contract.model_validate(source.contract)
        self.shapes: list[Json] = []
        self.facts: Json = {}
        self.network: Any = None
        """The small YOLO at its first scale, once it is built."""

    @property
    def is_head(self) -> bool:
        """Whether it is a head: its inference form needs strides, so that alone it is run in its training form."""
        return self.contract.rule == "head"

    @property
    def cases(self) -> tuple[Case, ...]:
        """The forward runs; the inputs of a head are always the same."""
        return CASES[:1] if self.is_head else CASES

    def make(self, case: Case) -> tuple[nn.Module, int]:
        """An instance as a row would make it, and the channels that the contract says come out."""
        wanted = [argument.name for argument in self.signature.arguments]
        extras = [value for key, value in (("reg_max", 16), ("end2end", False)) if key in wanted]
        row = self.row(case.c1, case.c2)
        call = resolve(self.source.name, self.contract, self.channels(case.c1), 1, row, Scaling(), extras)
        return self.cls(*call.args), call.c2

    def row(self, c1: int, c2: int) -> list[Any]:
        """Arguments of a YAML row."""
        return signature.example_row(self.contract, self.signature.arguments, c1, c2)

    def channels(self, c1: int) -> list[int]:
        """Channels of each input."""
        if self.is_head:
            return [channels for channels, _ in LEVELS]
        return [c1, 2 * c1] if self.contract.rule == "join" else [c1]

    def input(self, case: Case, batch: int = BATCH) -> Any:
        """A random tensor, or a list of them where the contract says several inputs."""
        if self.is_head:
            return [torch.randn(batch, channels, side, side) for channels, side in LEVELS]
        tensors = [torch.randn(batch, channels, *case.size) for channels in self.channels(case.c1)]
        return tensors if self.contract.rule == "join" else tensors[0]

    def outputs(self, block: nn.Module, x: Any, *, training: bool, seed: int = 0) -> list[torch.Tensor]:
        """The tensors that come out, without gradients; a head is always run in its training form."""
        torch.manual_seed(seed)
        with torch.no_grad():
            return floats(block.train(training or self.is_head)(x))

    def judge(self, y: Any, expected: int, x: Any) -> None:
        """Is this what the contract says?

        Raises:
            FailedError: It is not.
        """
        if self.is_head:
            if not floats(y):
                raise FailedError(f"The head gave {type(y).__name__} without a tensor in it.")
            return
        if not isinstance(y, torch.Tensor) or y.ndim != 4:
            found = f"a tensor of shape {list(y.shape)}" if isinstance(y, torch.Tensor) else type(y).__name__
            raise FailedError(f"forward must give one tensor (batch, channels, height, width); it gave {found}.")
        if y.shape[1] != expected:
            raise FailedError(
                f"The contract ({self.contract.rule}) says {expected} output channels for {times(shape(x))}; "
                f"forward gave {y.shape[1]}. Change the rule, or the class."
            )
        went_in = (x[0] if isinstance(x, list) else x).shape[0]
        if y.shape[0] != went_in:
            raise FailedError(f"A batch of {went_in} went in and {y.shape[0]} came out.")
        if not y.isfinite().all():
            raise FailedError("The output has values that are not finite.")


def floats(value: Any) -> list[torch.Tensor]:
    """All floating-point tensors in what a module gave, in order."""
    if isinstance(value, torch.Tensor):
        return [value] if value.is_floating_point() else []
    if isinstance(value, dict):
        value = list(value.values())
    return [one for part in value for one in floats(part)] if isinstance(value, list | tuple) else []


def shape(value: Any) -> Any:
    """Shapes without the batch axis: of a tensor a list, of several a list of lists; None where there is no tensor."""
    if isinstance(value, torch.Tensor):
        return list(value.shape[1:])
    found = [list(one.shape[1:]) for one in floats(value)]
    return found or None


def times(shape: Any) -> str:
    """`64×20×20`, several joined by "and"."""
    if not shape:
        return "predictions"
    return " and ".join(times(one) for one in shape) if isinstance(shape[0], list) else "×".join(map(str, shape))


def difference(ours: list[torch.Tensor], theirs: list[torch.Tensor]) -> tuple[float, float]:
    """The largest difference, and the largest value that it is to be seen against (at least 1).

    Raises:
        FailedError: There are other tensors, or other shapes.
    """
    if [one.shape for one in ours] != [one.shape for one in theirs]:
        shown = [times(shape(one)) for one in (ours, theirs)]
        raise FailedError(f"The output has another shape: {shown[0]} became {shown[1]}.")
    largest = max((float((a.float() - b.float()).abs().max()) for a, b in zip(ours, theirs, strict=True)), default=0.0)
    return largest, max(1.0, *(float(one.abs().max()) for one in ours if one.numel()))
