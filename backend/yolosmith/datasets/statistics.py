"""Counts over a data set, taken one picture at a time."""

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from yolosmith.datasets.index import IndexedSample, Row

BOX_EDGES = (0.0, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.0)
"""Of the side of a square of the box's area, relative to the picture: at 640 px, 0.02 is 13 px."""

GRID = 8
"""Cells across and down that a picture is divided into, to count where boxes have their centres."""

SIZES_SHOWN = 20


def size_bin(row: Row) -> int:
    """Which bin of `BOX_EDGES` the box is in."""
    return bisect_left(BOX_EDGES, (row.w * row.h) ** 0.5, 1, len(BOX_EDGES) - 1) - 1


def cell(row: Row) -> int:
    """Which cell of the grid holds the box's centre: left to right, top to bottom."""
    return min(int(row.y * GRID), GRID - 1) * GRID + min(int(row.x * GRID), GRID - 1)


@dataclass
class SplitStatistics:
    """Counts over one split; `classes` counts boxes by class, or pictures where they have a class themselves."""

    classes: list[int]
    images: int = 0
    boxes: int = 0
    backgrounds: int = 0
    box_sizes: list[int] = field(default_factory=lambda: [0] * (len(BOX_EDGES) - 1))
    positions: list[int] = field(default_factory=lambda: [0] * GRID**2)
    image_sizes: Counter[tuple[int, int]] = field(default_factory=Counter)

    def add(self, sample: IndexedSample) -> None:
        """Count one picture."""
        self.images += 1
        self.boxes += len(sample.boxes)
        self.backgrounds += not sample.boxes and sample.cls is None
        self.image_sizes[sample.width, sample.height] += 1
        if sample.cls is not None:
            self.classes[sample.cls] += 1
        for row in sample.boxes:
            self.classes[row.cls] += 1
            self.box_sizes[size_bin(row)] += 1
            self.positions[cell(row)] += 1

    def as_json(self) -> dict[str, Any]:
        """As it stands in the manifest; of the picture sizes the most frequent ones."""
        return {
            "images": self.images,
            "boxes": self.boxes,
            "backgrounds": self.backgrounds,
            "classes": self.classes,
            "box_sizes": self.box_sizes,
            "positions": self.positions,
            "image_sizes": [
                {"width": width, "height": height, "count": count}
                for (width, height), count in self.image_sizes.most_common(SIZES_SHOWN)
            ],
            "distinct_image_sizes": len(self.image_sizes),
        }
