"""Boxes, outlines and keypoints of any source made fit for a label file."""

import math
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from yolosmith.datasets.index import Row
from yolosmith.datasets.tasks import Task

SLACK = 1e-5
"""Of the picture's side: what labels rounded to six digits may reach over the edge without being out of it."""

Points = tuple[float, ...]
"""x and y in turn; of keypoints x, y and, where there are three numbers a point, visibility (0, 1, 2)."""


class Mask(NamedTuple):
    """A run-length coded mask of COCO: rows and columns, and the lengths, as numbers or as COCO's text of them."""

    size: tuple[int, int]
    counts: list[int] | str


class Box(NamedTuple):
    """Left, top, right, bottom, and what else its source says; in pixels or relative, as its source says.

    Attributes:
        parts: Outlines, one or several for one object.
        keypoints: Flat, as many numbers a point as `Form.keypoints` says.
        mask: In place of parts; made an outline where pixels may be handled.
    """

    cls: int
    x1: float
    y1: float
    x2: float
    y2: float
    parts: tuple[Points, ...] = ()
    keypoints: Points = ()
    mask: Mask | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """What a label row of a data set holds; `keypoints`: how many, and numbers a point (2 or 3), for the task pose."""

    task: Task = "detect"
    keypoints: tuple[int, int] = (0, 3)


DETECT = Form()


def clean(boxes: list[Box], width: float, height: float, form: Form = DETECT) -> tuple[list[Row], Counter[str]]:
    """Label rows of the boxes that hold, and how many were repaired or dropped, by kind of `report.KINDS`.

    Args:
        boxes: In any order, any numbers; masks were made outlines, several parts one.
        width: Of the picture, in the unit of the boxes (1 where they are relative).
        height: Likewise.
        form: What the rows shall hold.
    """
    rows: dict[Row, None] = {}
    found: Counter[str] = Counter()
    for box in boxes:
        if not all(map(math.isfinite, (*box[1:5], *(box.parts[0] if box.parts else ()), *box.keypoints))):
            found["box_unreadable"] += 1
            continue
        row = _outlined(box, width, height, found) if form.task in ("segment", "obb") else None
        row = row or _boxed(box, width, height, form, found)
        if row is None:
            continue
        if row in rows:
            found["box_duplicate"] += 1
        rows[row] = None
    return list(rows), +found


def _boxed(box: Box, width: float, height: float, form: Form, found: Counter[str]) -> Row | None:
    """A row from the four sides; what it lacks for its task is made up, and counted."""
    x1, x2, turned_x, out_x = _interval(box.x1 / width, box.x2 / width)
    y1, y2, turned_y, out_y = _interval(box.y1 / height, box.y2 / height)
    x, y, w, h = (round(value, 6) for value in ((x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1))
    if not w or not h:
        beyond = max(box.x1, box.x2) < 0 or min(box.x1, box.x2) > width
        beyond = beyond or max(box.y1, box.y2) < 0 or min(box.y1, box.y2) > height
        found["box_beyond" if beyond else "box_no_area"] += 1
        return None
    found["box_reversed"] += turned_x or turned_y
    found["box_outside"] += out_x or out_y
    if form.task == "pose":
        return Row(box.cls, x, y, w, h, _keypoints(box.keypoints, width, height, form.keypoints, found))
    found["keypoints_left_out"] += bool(box.keypoints)
    if form.task == "detect":
        found["box_from_polygon"] += bool(box.parts)
        return Row(box.cls, x, y, w, h)
    found["outline_from_box"] += 1
    x1, y1, x2, y2 = (round(value, 6) for value in (x1, y1, x2, y2))
    return Row(box.cls, x, y, w, h, (x1, y1, x2, y1, x2, y2, x1, y2))


def _outlined(box: Box, width: float, height: float, found: Counter[str]) -> Row | None:
    """A row from the outline; None where there is none, or none with an area."""
    if not box.parts:
        return None
    across = [value / width for value in box.parts[0][::2]]
    down = [value / height for value in box.parts[0][1::2]]
    outside = min(across) < -SLACK or max(across) > 1 + SLACK or min(down) < -SLACK or max(down) > 1 + SLACK
    points = [(_within(x), _within(y)) for x, y in zip(across, down, strict=True)]
    points = [point for before, point in zip([points[-1], *points], points, strict=False) if point != before]
    if len(points) < 3 or not _area(points):
        return None
    found["box_outside"] += outside
    found["keypoints_left_out"] += bool(box.keypoints)
    x1, x2 = min(x for x, _ in points), max(x for x, _ in points)
    y1, y2 = min(y for _, y in points), max(y for _, y in points)
    x, y, w, h = (round(value, 6) for value in ((x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1))
    return Row(box.cls, x, y, w, h, tuple(value for point in points for value in point))


def _keypoints(
    values: Points, width: float, height: float, shape: tuple[int, int], found: Counter[str]
) -> tuple[float, ...]:
    """As many as there have to be. What lies outside of the picture cannot be seen, and is 0 0 (and 0)."""
    count, numbers = shape
    if len(values) != count * numbers:
        found["keypoints_missing"] += 1
        return (0.0,) * (count * numbers)
    points: list[float] = []
    outside = False
    for at in range(0, len(values), numbers):
        x, y = values[at] / width, values[at + 1] / height
        seen = values[at + 2] > 0 if numbers == 3 else True
        inside = -SLACK <= x <= 1 + SLACK and -SLACK <= y <= 1 + SLACK
        outside = outside or (seen and not inside)
        points += (_within(x), _within(y)) if seen and inside else (0.0, 0.0)
        if numbers == 3:
            points.append(min(2.0, float(int(values[at + 2]) or 1)) if seen and inside else 0.0)
    found["keypoints_outside"] += outside
    return tuple(points)


def _within(value: float) -> float:
    return round(min(max(value, 0.0), 1.0), 6)


def _area(points: list[tuple[float, float]]) -> float:
    pairs = zip(points, [*points[1:], points[0]], strict=True)
    return abs(round(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs) / 2, 12))


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

    def outline(points: Points) -> Points:
        return tuple(value for at in range(0, len(points), 2) for value in upright(points[at], points[at + 1]))

    x1, y1 = upright(box.x1, box.y1)
    x2, y2 = upright(box.x2, box.y2)
    keypoints: Points = ()
    for at in range(0, len(box.keypoints), 3):  # pixels come from COCO, whose keypoints have three numbers
        keypoints += (*upright(box.keypoints[at], box.keypoints[at + 1]), box.keypoints[at + 2])
    parts = tuple(map(outline, box.parts))
    return Box(box.cls, min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2), parts, keypoints)
