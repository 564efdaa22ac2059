"""What a data set's labels are made for."""

from typing import Literal

Task = Literal["detect", "segment", "pose", "obb", "classify"]

TASKS: tuple[Task, ...] = ("detect", "segment", "pose", "obb", "classify")

TRAINS: dict[Task, tuple[str, ...]] = {
    "detect": ("detect",),
    "segment": ("segment", "detect", "semantic"),
    "pose": ("pose", "detect"),
    "obb": ("obb", "detect"),
    "classify": ("classify",),
}
"""Tasks that Ultralytics trains on such labels: it takes the box around an outline or beside keypoints by itself."""
