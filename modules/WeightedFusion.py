"""Fast normalized fusion of feature maps (as in BiFPN, Tan et al., 2020)."""

import torch
from torch import nn
from ultralytics.nn.modules import Conv


class WeightedFusion(nn.Module):
    """Adds several maps of one size, each brought to `c2` channels and weighed by a learned positive share.

    Args:
        c1: Channels of each input.
        c2: Channels of the output.
    """

    def __init__(self, c1: list[int], c2: int):
        super().__init__()
        self.project = nn.ModuleList(nn.Identity() if c == c2 else Conv(c, c2, 1, act=False) for c in c1)
        self.weights = nn.Parameter(torch.ones(len(c1)))
        self.mix = Conv(c2, c2, 3)

    def forward(self, x: list[torch.Tensor]) -> torch.Tensor:
        """A list of (batch, c1[i], height, width) to (batch, c2, height, width)."""
        weights = self.weights.relu()
        weights = weights / (weights.sum() + 1e-4)
        return self.mix(sum(weight * project(one) for weight, project, one in zip(weights, self.project, x)))
