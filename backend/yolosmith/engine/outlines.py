"""Masks and several outlines made the one outline of a label row."""

from collections import Counter

import cv2
import numpy as np
from numpy.typing import NDArray

from yolosmith.datasets.boxes import Box, Mask, Points
from yolosmith.datasets.tasks import Task

MAX_POINTS = 2000
"""Of one outline; a finer one is thinned evenly."""

Outline = NDArray[np.float64]
"""Points, shape (n, 2)."""


def outlined(box: Box, task: Task, found: Counter[str], pixels: tuple[float, float]) -> Box:
    """The box with at most one part: a mask as its outline, several parts joined; of four corners for `obb`.

    Args:
        box: In any unit.
        task: What the label is for; nothing is done where no outline is wanted.
        found: Gets what was changed, by kind of `report.KINDS`.
        pixels: How many the box's unit has, across and down: right angles are right in pixels only.
    """
    if task not in ("segment", "obb"):
        return box._replace(parts=box.parts[:1], mask=None)
    parts = [np.reshape(part, (-1, 2)) for part in box.parts if np.isfinite(part).all()]
    if box.mask is not None:
        parts = contours(decode(box.mask))
        found["outline_from_mask"] += 1
    if len(parts) > 1:
        found["outline_joined"] += 1
    if not parts:
        return box._replace(mask=None)
    outline = parts[0]
    for part in parts[1:]:
        outline = join(outline, part)
    if task == "obb" and len(outline) != 4:
        found["outline_to_turned_box"] += 1
        outline = cv2.boxPoints(cv2.minAreaRect((outline * pixels).astype(np.float32))) / pixels
    step = -(-len(outline) // MAX_POINTS)
    return box._replace(parts=(_flat(outline[::step]),), mask=None)


def decode(mask: Mask) -> NDArray[np.uint8]:
    """The mask's pixels, (height, width), 0 and 1. Runs that do not fill it exactly are cut or filled with 0."""
    height, width = mask.size
    counts = np.array(_counts(mask.counts) if isinstance(mask.counts, str) else mask.counts, dtype=np.int64)
    counts = np.clip(counts, 0, height * width)
    ends = np.minimum(np.cumsum(counts), height * width)
    flat = np.zeros(height * width, np.uint8)
    for start, end in zip(ends[0::2], ends[1::2], strict=False):
        flat[start:end] = 1
    return flat.reshape(width, height).T.copy()


def _counts(text: str) -> list[int]:
    """COCO's text of run lengths: six bits a character; from the fourth on a run is added to the last but one."""
    counts: list[int] = []
    value = shift = 0
    for character in text.encode("ascii", "replace"):
        bits = (character - 48) & 0x3F
        value |= (bits & 0x1F) << shift
        shift += 5
        if not bits & 0x20:
            if bits & 0x10:
                value -= 1 << shift
            counts.append(value + counts[-2] if len(counts) > 2 else value)
            value = shift = 0
    return counts


def contours(mask: NDArray[np.uint8]) -> list[Outline]:
    """The outer outlines of what is 1, the largest first, in pixels."""
    found, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    parts = [part.reshape(-1, 2).astype(np.float64) for part in sorted(found, key=cv2.contourArea, reverse=True)]
    return [part for part in parts if len(part) >= 3]


def join(one: Outline, other: Outline) -> Outline:
    """Both in one outline, by a line there and back between their closest points."""
    left, right = (part[:: -(-len(part) // MAX_POINTS)] for part in (one, other))
    distances = np.square(left[:, None] - right[None]).sum(axis=2)
    at, there = np.unravel_index(int(distances.argmin()), distances.shape)
    around = np.concatenate([right[there:], right[: there + 1]])
    return np.concatenate([left[: at + 1], around, left[at:]])


def _flat(outline: Outline) -> Points:
    return tuple(outline.ravel().tolist())
