"""Small modules that the tests of the engine register."""

SAME = """
import torch
from torch import nn


class EcaLike(nn.Module):
    def __init__(self, c1: int, k: int = 3):
        super().__init__()
        self.conv = nn.Conv2d(c1, c1, k, padding=k // 2, groups=c1)

    def forward(self, x):
        return x * self.conv(x).sigmoid()
"""

BASE = """
from torch import nn


class Block(nn.Module):
    def __init__(self, c1, c2, k=3, s=1):
        super().__init__()
        self.conv = nn.Conv2d(c1, c2, k, s, k // 2)

    def forward(self, x):
        return self.conv(x)
"""

REPEAT = """
from torch import nn


class Stack(nn.Module):
    def __init__(self, c1, c2, n=1, shortcut=False):
        super().__init__()
        self.first = nn.Conv2d(c1, c2, 1)
        self.rest = nn.ModuleList(nn.Conv2d(c2, c2, 3, padding=1) for _ in range(n))

    def forward(self, x):
        x = self.first(x)
        for layer in self.rest:
            x = layer(x)
        return x
"""

JOIN = """
from torch import nn


class Fuse(nn.Module):
    def __init__(self, c1: list[int], c2: int):
        super().__init__()
        self.projections = nn.ModuleList(nn.Conv2d(c, c2, 1) for c in c1)

    def forward(self, x):
        return sum(project(one) for project, one in zip(self.projections, x))
"""

PLAIN = """
from torch import nn


class Scale2(nn.Module):
    def __init__(self, factor=2):
        super().__init__()
        self.up = nn.Upsample(scale_factor=factor)

    def forward(self, x):
        return self.up(x)
"""

HEAD = """
from ultralytics.nn.modules.head import Detect


class SmallDetect(Detect):
    def __init__(self, nc=80, reg_max=16, end2end=False, ch=()):
        super().__init__(nc, reg_max, end2end, ch)
"""

EVERY_RULE = """
nc: 3
scales:
  n: [0.5, 0.25, 1024]
  s: [1.0, 0.5, 1024]
backbone:
  - [-1, 1, Block, [64, 3, 2]] # 0
  - [-1, 1, Block, [128, 3, 2]] # 1
  - [-1, 4, Stack, [128, True]] # 2
  - [-1, 1, EcaLike, [5]] # 3
  - [-1, 1, Block, [256, 3, 2]] # 4
head:
  - [-1, 1, Scale2, [2]] # 5
  - [[-1, 3], 1, Fuse, [128]] # 6
  - [[6, 4], 1, SmallDetect, [nc]] # 7
"""
