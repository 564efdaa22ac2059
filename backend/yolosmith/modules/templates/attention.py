"""Channel attention by squeeze and excitation (Hu et al., 2018)."""

import torch
from torch import nn


class NewBlock(nn.Module):
    """Weighs each channel by what the whole picture shows; as many channels come out as go in.

    Args:
        c1: Channels of the input.
        reduction: How many times narrower the inner layer is.
    """

    def __init__(self, c1: int, reduction: int = 4):
        super().__init__()
        hidden = max(c1 // reduction, 8)
        self.squeeze = nn.Conv2d(c1, hidden, 1)
        self.act = nn.ReLU()
        self.excite = nn.Conv2d(hidden, c1, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(batch, c1, height, width) to the same shape."""
        pooled = x.mean((2, 3), keepdim=True)  # batch, c1, 1, 1
        return x * self.excite(self.act(self.squeeze(pooled))).sigmoid()
