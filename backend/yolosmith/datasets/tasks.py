"""What a data set's labels are made for."""

from typing import Literal

Task = Literal["detect", "segment", "pose", "obb", "classify", "depth"]

TASKS: tuple[Task, ...] = ("detect", "segment", "pose", "obb", "classify", "depth")

TRAINS: dict[Task, tuple[str, ...]] = {
    "detect": ("detect",),
    "segment": ("segment", "detect", "semantic"),
    "pose": ("pose", "detect"),
    "obb": ("obb", "detect"),
    "classify": ("classify",),
    "depth": ("depth",),
}
"""Tasks that Ultralytics trains on such labels: it takes the box around an outline or beside keypoints by itself."""
