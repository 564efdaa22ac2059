"""A depthwise-separable convolution block."""

import torch
from torch import nn


class NewBlock(nn.Module):
    """Filters each channel by itself, then mixes the channels: a convolution for a fraction of the cost.

    Args:
        c1: Channels of the input.
        c2: Channels of the output.
        k: Size of the kernel.
        s: Stride; 2 halves height and width.
    """

    def __init__(self, c1: int, c2: int, k: int = 3, s: int = 1):
        super().__init__()
        self.depthwise = nn.Conv2d(c1, c1, k, s, k // 2, groups=c1, bias=False)
        self.pointwise = nn.Conv2d(c1, c2, 1, bias=False)
        self.norm = nn.BatchNorm2d(c2)
        self.act = nn.SiLU()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(batch, c1, height, width) to (batch, c2, height / s, width / s)."""
        return self.act(self.norm(self.pointwise(self.depthwise(x))))
