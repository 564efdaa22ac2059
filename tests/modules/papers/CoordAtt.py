"""Coordinate attention (Hou et al., 2021)."""

import torch
from torch import nn


class CoordAtt(nn.Module):
    """Weighs a map by its rows and by its columns, so that attention keeps where something is.

    Args:
        c1: Channels of the input; as many come out.
        reduction: How many times narrower the shared layer is.
    """

    def __init__(self, c1: int, reduction: int = 32):
        super().__init__()
        hidden = max(8, c1 // reduction)
        self.shared = nn.Sequential(nn.Conv2d(c1, hidden, 1), nn.BatchNorm2d(hidden), nn.Hardswish())
        self.rows = nn.Conv2d(hidden, c1, 1)
        self.columns = nn.Conv2d(hidden, c1, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(batch, c1, height, width) to the same shape."""
        by_row = x.mean(3, keepdim=True)  # batch, c1, height, 1
        by_column = x.mean(2, keepdim=True).transpose(2, 3)  # batch, c1, width, 1
        shared = self.shared(torch.cat((by_row, by_column), 2))
        row, column = shared.split((x.shape[2], x.shape[3]), 2)
        return x * self.rows(row).sigmoid() * self.columns(column.transpose(2, 3)).sigmoid()
