"""Which detection is which labelled object: one rule for COCO's measure and for Ultralytics'."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

IOU_THRESHOLDS: Floats = np.linspace(0.5, 0.95, 10)


def box_iou(labelled: Floats, detected: Floats) -> Floats:
    """Intersection over union of boxes `(x1, y1, x2, y2)`: (M, 4) and (N, 4) give (M, N); 0 where both are empty."""
    low = np.maximum(labelled[:, None, :2], detected[None, :, :2])
    high = np.minimum(labelled[:, None, 2:], detected[None, :, 2:])
    inside = np.clip(high - low, 0, None).prod(2)
    areas = [(boxes[:, 2:] - boxes[:, :2]).prod(1) for boxes in (labelled, detected)]
    union = areas[0][:, None] + areas[1][None, :] - inside
    overlap: Floats = np.divide(inside, union, out=np.zeros_like(inside), where=union > 0)
    return overlap


def match(
    iou: Floats, labels: Integers, classes: Integers, scores: Floats, thresholds: Floats = IOU_THRESHOLDS
) -> Booleans:
    """Which detections are right, at each threshold.

    In descending score each detection takes the best object of its class that is still free. `iou` may be of boxes,
    masks or keypoints: (M, N) for M objects and N detections.

    Returns:
        (N, T) for T thresholds, in the order of the detections as given.
    """
    correct = np.zeros((len(classes), len(thresholds)), dtype=bool)
    if not iou.size:
        return correct
    iou = np.where(labels[:, None] == classes[None, :], iou, 0)
    taken = np.zeros((len(labels), len(thresholds)), dtype=bool)
    at = np.arange(len(thresholds))
    for detection in np.argsort(-scores, kind="stable"):
        free = np.where(taken, 0, iou[:, detection, None])
        best = free.argmax(0)
        correct[detection] = free[best, at] >= thresholds
        taken[best, at] |= correct[detection]
    return correct
