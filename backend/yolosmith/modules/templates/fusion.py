"""A fusion of several feature maps of one size."""

import torch
from torch import nn
from ultralytics.nn.modules import Conv


class NewBlock(nn.Module):
    """Puts several maps side by side, and lets one convolution mix them.

    Args:
        c1: Channels of each input.
        c2: Channels of the output.
        k: Size of the kernel.
    """

    def __init__(self, c1: list[int], c2: int, k: int = 1):
        super().__init__()
        self.mix = Conv(sum(c1), c2, k)

    def forward(self, x: list[torch.Tensor]) -> torch.Tensor:
        """A list of (batch, c1[i], height, width) to (batch, c2, height, width)."""
        return self.mix(torch.cat(x, 1))
