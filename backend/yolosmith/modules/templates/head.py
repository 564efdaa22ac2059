"""A detection head with branches of one's own."""

import copy

from torch import nn
from ultralytics.nn.modules import Conv, DWConv
from ultralytics.nn.modules.head import Detect


class NewBlock(Detect):
    """Detects as YOLO does, from light branches: a depthwise and a pointwise convolution before each prediction.

    Args:
        nc: Classes.
        reg_max: Bins of a box edge's distance; comes from the architecture.
        end2end: Whether to predict without suppression; comes from the architecture.
        ch: Channels of each level.
    """

    def __init__(self, nc: int = 80, reg_max: int = 16, end2end: bool = False, ch: tuple[int, ...] = ()):
        super().__init__(nc, reg_max, end2end, ch)
        self.cv2 = nn.ModuleList(self.branch(c, max(16, c // 4, reg_max * 4), 4 * reg_max) for c in ch)
        self.cv3 = nn.ModuleList(self.branch(c, max(c, min(nc, 100)), nc) for c in ch)
        if end2end:
            self.one2one_cv2, self.one2one_cv3 = copy.deepcopy(self.cv2), copy.deepcopy(self.cv3)

    @staticmethod
    def branch(c1: int, hidden: int, out: int) -> nn.Sequential:
        """From a level's channels to its predictions."""
        return nn.Sequential(DWConv(c1, c1, 3), Conv(c1, hidden, 1), nn.Conv2d(hidden, out, 1))
