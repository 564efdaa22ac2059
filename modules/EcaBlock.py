"""Efficient channel attention (Wang et al., 2020), with the kernel chosen from the number of channels."""

import math

import torch
from torch import nn


class EcaBlock(nn.Module):
    """Weighs each channel by what its neighbours say: a 1-D convolution over the pooled channels, a few weights in all.

    Args:
        c1: Channels of the input; as many come out.
        k: Width of the 1-D kernel, odd; 0: chosen from `c1`.
    """

    def __init__(self, c1: int, k: int = 0):
        super().__init__()
        if k == 0:
            k = int(abs((math.log2(c1) + 1) / 2)) | 1
        self.conv = nn.Conv1d(1, 1, k, padding=k // 2, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(batch, c1, height, width) to the same shape."""
        pooled = x.mean((2, 3), keepdim=True)  # batch, c1, 1, 1
        weights = self.conv(pooled.squeeze(-1).transpose(1, 2)).transpose(1, 2).unsqueeze(-1)
        return x * weights.sigmoid()
