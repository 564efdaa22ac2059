"""Average precision of one class at one threshold. Two ways are in use; they differ by less than a hundredth."""

from collections.abc import Callable
from typing import Literal

import numpy as np

from yolosmith.metrics.matching import Booleans, Floats

Way = Literal["coco", "ultralytics"]
POINTS: Floats = np.linspace(0, 1, 101)


def coco_ap(recall: Floats, precision: Floats) -> float:
    """COCO: the mean of the precision envelope at 101 recalls, each read at the next recall that was reached."""
    envelope = np.append(np.maximum.accumulate(precision[::-1])[::-1], 0.0)
    return float(envelope[np.searchsorted(recall, POINTS, side="left")].mean())


def ultralytics_ap(recall: Floats, precision: Floats) -> float:
    """Ultralytics: the area below the precision envelope, interpolated at 101 recalls from a precision of 1 on."""
    known = np.concatenate(([0.0], recall, [recall[-1] if len(recall) else 1.0], [1.0]))
    envelope = np.concatenate(([1.0], precision, [0.0], [0.0]))
    envelope = np.maximum.accumulate(envelope[::-1])[::-1]
    return float(np.trapezoid(np.interp(POINTS, known, envelope), POINTS))


WAYS: dict[Way, Callable[[Floats, Floats], float]] = {"coco": coco_ap, "ultralytics": ultralytics_ap}


def curve(correct: Booleans, objects: int) -> tuple[Floats, Floats]:
    """Recall and precision after each detection, in descending score: `correct` is (N,), `objects` more than 0."""
    right = correct.cumsum()
    return right / objects, right / np.arange(1, len(correct) + 1)


def average_precision(correct: Booleans, objects: int, way: Way) -> float:
    """Average precision of detections in descending score; 0 where nothing was found."""
    return WAYS[way](*curve(correct, objects)) if len(correct) else 0.0
