"""The confusion matrix and what it says of each class. Rows are predicted, columns are true, as in Ultralytics."""

import numpy as np
from numpy.typing import NDArray

from yolosmith.metrics.counts import Counts, ratio
from yolosmith.metrics.matching import Floats, Integers, box_iou

Matrix = NDArray[np.int64]


def of_classes(predicted: Integers, true: Integers, classes: int) -> Matrix:
    """Classification: one prediction for each picture. (classes, classes)."""
    matrix = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(matrix, (predicted, true), 1)
    return matrix


def of_picture(
    boxes: Floats,
    scores: Floats,
    detected: Integers,
    objects: Floats,
    labels: Integers,
    classes: int,
    *,
    confidence: float = 0.25,
    iou: float = 0.45,
) -> Matrix:
    """Detection in one picture: (classes + 1, classes + 1), the last row missed objects, the last column false alarms.

    Surer than `confidence`, in descending score, each detection takes the object that it overlaps most, whatever its
    class, if by more than `iou` and if that object is still free.
    """
    matrix = np.zeros((classes + 1, classes + 1), dtype=np.int64)
    sure = scores > confidence
    boxes, scores, detected = boxes[sure], scores[sure], detected[sure]
    overlap = box_iou(objects, boxes)
    found = np.full(len(labels), classes)
    for detection in np.argsort(-scores, kind="stable"):
        best = overlap[:, detection].argmax() if len(labels) else 0
        if len(labels) and overlap[best, detection] > iou:
            found[best] = detected[detection]
            overlap[best] = 0
        else:
            matrix[detected[detection], classes] += 1
    np.add.at(matrix, (found, labels), 1)
    return matrix


def counts(matrix: Matrix, label: int) -> Counts:
    """One class against all others, the background included where the matrix has it."""
    tp = int(matrix[label, label])
    fp, fn = int(matrix[label].sum()) - tp, int(matrix[:, label].sum()) - tp
    return Counts(tp, fp, fn, int(matrix.sum()) - tp - fp - fn)


def accuracy(matrix: Matrix) -> float:
    """Share of what was decided rightly."""
    return ratio(int(np.trace(matrix)), int(matrix.sum()))


def matthews(matrix: Matrix) -> float:
    """Matthews' correlation coefficient of all classes together (Gorodkin's R_K)."""
    total = float(matrix.sum())
    predicted, true = matrix.sum(1).astype(float), matrix.sum(0).astype(float)
    both = float(np.trace(matrix)) * total - float(predicted @ true)
    spread = (total**2 - float(predicted @ predicted)) * (total**2 - float(true @ true))
    return ratio(both, float(np.sqrt(spread)))
