"""Efficient channel attention (Wang et al., 2020)."""

import math

import torch
from torch import nn


class ECA(nn.Module):
    """Weighs each channel by its neighbours: one narrow 1-D convolution over the pooled channels.

    Args:
        c1: Channels of the input; as many come out.
        gamma: Slope of the rule that chooses the kernel's width from the channels.
        b: Offset of that rule.
    """

    def __init__(self, c1: int, gamma: int = 2, b: int = 1):
        super().__init__()
        k = int(abs((math.log2(c1) + b) / gamma)) | 1
        self.conv = nn.Conv1d(1, 1, k, padding=k // 2, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(batch, c1, height, width) to the same shape."""
        pooled = x.mean((2, 3)).unsqueeze(1)  # batch, 1, c1
        return x * self.conv(pooled).sigmoid().transpose(1, 2).unsqueeze(-1)
