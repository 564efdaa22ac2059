"""GSConv (Li et al., 2022): half a standard convolution, half a depthwise one of it, shuffled."""

import torch
from torch import nn


class GSConv(nn.Module):
    """A convolution for about half the cost, with the channels of its two halves mixed.

    Args:
        c1: Channels of the input.
        c2: Channels of the output, an even number.
        k: Size of the first kernel.
        s: Stride.
    """

    def __init__(self, c1: int, c2: int, k: int = 1, s: int = 1):
        super().__init__()
        half = c2 // 2
        self.dense = self.unit(c1, half, k, s)
        self.cheap = self.unit(half, half, 5, 1, groups=half)

    @staticmethod
    def unit(c1: int, c2: int, k: int, s: int, groups: int = 1) -> nn.Sequential:
        """Convolution, normalisation, activation."""
        conv = nn.Conv2d(c1, c2, k, s, k // 2, groups=groups, bias=False)
        return nn.Sequential(conv, nn.BatchNorm2d(c2), nn.SiLU())

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(batch, c1, height, width) to (batch, c2, height / s, width / s)."""
        dense = self.dense(x)
        both = torch.stack((dense, self.cheap(dense)), 2)  # batch, half, 2, height, width: the halves take turns
        return both.flatten(1, 2)
