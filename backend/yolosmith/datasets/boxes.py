"""Boxes of any source made fit for a label file."""

import math
from collections import Counter
from typing import NamedTuple

from yolosmith.datasets.index import Row

SLACK = 1e-5
"""Of the picture's side: what labels rounded to six digits may reach over the edge without being out of it."""


class Box(NamedTuple):
    """Left, top, right, bottom, in pixels or relative, as its source says."""

    cls: int
    x1: float
    y1: float
    x2: float
    y2: float


def clean(boxes: list[Box], width: float, height: float) -> tuple[list[Row], Counter[str]]:
    """Label rows of the boxes that hold, and how many were repaired or dropped, by kind of `report.KINDS`.

    Args:
        boxes: In any order, any numbers.
        width: Of the picture, in the unit of the boxes (1 where they are relative).
        height: Likewise.
    """
    rows: dict[Row, None] = {}
    found: Counter[str] = Counter()
    for box in boxes:
        if not all(map(math.isfinite, box[1:])):
            found["box_unreadable"] += 1
            continue
        x1, x2, turned_x, out_x = _interval(box.x1 / width, box.x2 / width)
        y1, y2, turned_y, out_y = _interval(box.y1 / height, box.y2 / height)
        x, y, w, h = (round(value, 6) for value in ((x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1))
        if not w or not h:
            beyond = max(box.x1, box.x2) < 0 or min(box.x1, box.x2) > width
            beyond = beyond or max(box.y1, box.y2) < 0 or min(box.y1, box.y2) > height
            found["box_beyond" if beyond else "box_no_area"] += 1
            continue
        found["box_reversed"] += turned_x or turned_y
        found["box_outside"] += out_x or out_y
        row = (box.cls, x, y, w, h)
        if row in rows:
            found["box_duplicate"] += 1
        rows[row] = None
    return list(rows), +found


def _interval(low: float, high: float) -> tuple[float, float, bool, bool]:
    """Both ends within 0..1; whether they were exchanged; whether they were outside."""
    turned = low > high
    if turned:
        low, high = high, low
    outside = low < -SLACK or high > 1 + SLACK
    return min(max(low, 0.0), 1.0), min(max(high, 0.0), 1.0), turned, outside


def turn(box: Box, orientation: int, width: int, height: int) -> Box:
    """The box in the upright picture, from pixels of the stored one (`width` x `height`) with an EXIF orientation."""

    def upright(x: float, y: float) -> tuple[float, float]:
        return {
            2: (width - x, y),
            3: (width - x, height - y),
            4: (x, height - y),
            5: (y, x),
            6: (height - y, x),
            7: (height - y, width - x),
            8: (y, width - x),
        }.get(orientation, (x, y))

    x1, y1 = upright(box.x1, box.y1)
    x2, y2 = upright(box.x2, box.y2)
    return Box(box.cls, min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
