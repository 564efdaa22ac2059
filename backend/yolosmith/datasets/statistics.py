"""Counts over a data set, taken one picture at a time."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from yolosmith.datasets.index import IndexedSample

BOX_EDGES = (0.0, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.0)
"""Of the side of a square of the box's area, relative to the picture: at 640 px, 0.02 is 13 px."""

SIZES_SHOWN = 20


@dataclass
class SplitStatistics:
    """Counts over one split; `classes` counts boxes by class."""

    classes: list[int]
    images: int = 0
    boxes: int = 0
    backgrounds: int = 0
    box_sizes: list[int] = field(default_factory=lambda: [0] * (len(BOX_EDGES) - 1))
    image_sizes: Counter[tuple[int, int]] = field(default_factory=Counter)

    def add(self, sample: IndexedSample) -> None:
        """Count one picture."""
        self.images += 1
        self.boxes += len(sample.boxes)
        self.backgrounds += not sample.boxes
        self.image_sizes[sample.width, sample.height] += 1
        for cls, _, _, width, height in sample.boxes:
            self.classes[cls] += 1
            side = (width * height) ** 0.5
            self.box_sizes[sum(side > edge for edge in BOX_EDGES[1:-1])] += 1

    def as_json(self) -> dict[str, Any]:
        """As it stands in the manifest; of the picture sizes the most frequent ones."""
        return {
            "images": self.images,
            "boxes": self.boxes,
            "backgrounds": self.backgrounds,
            "classes": self.classes,
            "box_sizes": self.box_sizes,
            "image_sizes": [
                {"width": width, "height": height, "count": count}
                for (width, height), count in self.image_sizes.most_common(SIZES_SHOWN)
            ],
            "distinct_image_sizes": len(self.image_sizes),
        }
