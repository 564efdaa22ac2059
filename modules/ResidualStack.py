"""A stack of residual bottlenecks whose outputs are all kept and fused by one convolution."""

import torch
from torch import nn
from ultralytics.nn.modules import Conv


class ResidualStack(nn.Module):
    """Half of the channels go through `n` residual 3x3 pairs; every stage's output joins the fusion (as in C2f).

    Args:
        c1: Channels of the input.
        c2: Channels of the output.
        n: Residual pairs, one behind the other.
        e: Hidden channels as a share of `c2`.
    """

    def __init__(self, c1: int, c2: int, n: int = 1, e: float = 0.5):
        super().__init__()
        hidden = int(c2 * e)
        self.split = Conv(c1, 2 * hidden, 1)
        self.pairs = nn.ModuleList(nn.Sequential(Conv(hidden, hidden, 3), Conv(hidden, hidden, 3)) for _ in range(n))
        self.fuse = Conv((2 + n) * hidden, c2, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(batch, c1, height, width) to (batch, c2, height, width)."""
        stages = list(self.split(x).chunk(2, 1))
        for pair in self.pairs:
            stages.append(stages[-1] + pair(stages[-1]))
        return self.fuse(torch.cat(stages, 1))
