"""A residual bottleneck that repeats its inside."""

import torch
from torch import nn
from ultralytics.nn.modules import Conv


class NewBlock(nn.Module):
    """Brings the channels to `c2`, then adds what `n` bottlenecks find to what came in.

    Args:
        c1: Channels of the input.
        c2: Channels of the output.
        n: Bottlenecks, one behind the other; the row's repeats.
        e: Hidden channels as a share of `c2`.
    """

    def __init__(self, c1: int, c2: int, n: int = 1, e: float = 0.5):
        super().__init__()
        hidden = int(c2 * e)
        self.project = Conv(c1, c2, 1)
        self.bottlenecks = nn.ModuleList(nn.Sequential(Conv(c2, hidden, 1), Conv(hidden, c2, 3)) for _ in range(n))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(batch, c1, height, width) to (batch, c2, height, width)."""
        x = self.project(x)
        for bottleneck in self.bottlenecks:
            x = x + bottleneck(x)
        return x
