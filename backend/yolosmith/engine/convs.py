"""Convolution blocks that have run with a shape before do not run again.

Ultralytics' networks are built of `Conv` (convolution, norm, activation), many of them alike. What one gives and how
many multiply-adds it counts depends on a few numbers; both are taken from its first real forward.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from ultralytics.nn.modules.conv import Conv, DWConv

from yolosmith.engine import reach

KEPT = 50_000

_known: dict[tuple[Any, ...], tuple[tuple[int, ...], float]] = {}


@dataclass
class Skipped:
    """Multiply-adds of blocks that did not run."""

    macs: float = 0.0


@contextlib.contextmanager
def remembered(*, counting: bool) -> Iterator[Skipped]:
    """While open, `Conv` blocks on the meta device give what they gave before.

    Args:
        counting: The counter's hooks are on the modules: what runs is counted, and may be remembered.
    """
    real = Conv.forward
    skipped = Skipped()

    def forward(self: Any, x: torch.Tensor) -> torch.Tensor:
        key = _key(self, x)
        if key is not None and (found := _known.get(key)):
            skipped.macs += found[1]
            return reach.through_conv(x, self.conv, torch.empty(found[0], dtype=x.dtype, device="meta"))
        before = _counted(self)
        y: torch.Tensor = real(self, x)
        if counting and key is not None and len(_known) < KEPT:
            _known[key] = tuple(y.shape), _counted(self) - before
        return y

    Conv.forward = forward
    try:
        yield skipped
    finally:
        Conv.forward = real


def _key(block: Any, x: Any) -> tuple[Any, ...] | None:
    """None where it may be something else than it seems: a subclass, other parts, real values, training."""
    conv, norm = block.conv, block.bn
    plain = type(block) in (Conv, DWConv) and type(conv) is nn.Conv2d and type(norm) is nn.BatchNorm2d
    plain = plain and not norm.training
    if not plain or not isinstance(x, torch.Tensor) or not x.is_meta or x.ndim != 4 or x.shape[1] != conv.in_channels:
        return None
    numbers = (conv.out_channels, conv.kernel_size, conv.stride, conv.padding, conv.dilation, conv.groups)
    return (tuple(x.shape), x.dtype, *numbers, conv.bias is None, norm.num_features, repr(block.act))


def _counted(block: nn.Module) -> float:
    return sum(float(one.__dict__.get("total_ops", 0)) for one in block.modules())
