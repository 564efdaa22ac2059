"""mAP and what belongs to it, gathered picture by picture."""

from dataclasses import dataclass, field

import numpy as np

from yolosmith.metrics.average import Way, average_precision, curve
from yolosmith.metrics.counts import Counts, f1_of
from yolosmith.metrics.matching import IOU_THRESHOLDS, Booleans, Floats, Integers, box_iou, match

MOST_DETECTIONS = 100
"""COCO counts the best hundred detections of a class in a picture."""


@dataclass(frozen=True, slots=True)
class Result:
    """Measures over the classes that have objects.

    Attributes:
        classes: Those classes, rising.
        ap: (classes, thresholds).
    """

    classes: Integers
    ap: Floats

    @property
    def map50(self) -> float:
        """Mean average precision at an IoU of 0.5."""
        return float(self.ap[:, 0].mean()) if len(self.ap) else 0.0

    @property
    def map50_95(self) -> float:
        """Mean over all classes and the ten IoUs from 0.5 to 0.95."""
        return float(self.ap.mean()) if len(self.ap) else 0.0


@dataclass(frozen=True, slots=True)
class Point:
    """The confidence at which the mean F1 is best, and each class's precision, recall and F1 there."""

    confidence: float
    classes: Integers
    precision: Floats
    recall: Floats
    f1: Floats


@dataclass
class Detections:
    """All detections of a validation. Add picture by picture, then ask."""

    most: int = MOST_DETECTIONS
    _correct: list[Booleans] = field(default_factory=list)
    _scores: list[Floats] = field(default_factory=list)
    _classes: list[Integers] = field(default_factory=list)
    _labels: list[Integers] = field(default_factory=list)

    def add(self, boxes: Floats, scores: Floats, classes: Integers, objects: Floats, labels: Integers) -> None:
        """One picture: detected boxes (N, 4) with scores and classes, labelled boxes (M, 4) with their classes."""
        order = np.argsort(-scores, kind="stable")
        kept = [i for c in np.unique(classes) for i in order[classes[order] == c][: self.most]]
        chosen = np.array(kept, dtype=np.int64)
        boxes, scores, classes = boxes[chosen], scores[chosen], classes[chosen]
        self.add_matched(match(box_iou(objects, boxes), labels, classes, scores), scores, classes, labels)

    def add_matched(self, correct: Booleans, scores: Floats, classes: Integers, labels: Integers) -> None:
        """One picture whose detections are matched already: `correct` is (N, thresholds)."""
        self._correct.append(correct)
        self._scores.append(scores)
        self._classes.append(classes)
        self._labels.append(labels)

    def result(self, way: Way) -> Result:
        """Average precision by COCO's or by Ultralytics' way."""
        correct, _, classes, labels = self._sorted()
        present, counts = np.unique(labels, return_counts=True)
        ap = [
            [average_precision(correct[classes == c, t], int(n), way) for t in range(len(IOU_THRESHOLDS))]
            for c, n in zip(present, counts, strict=True)
        ]
        return Result(present, np.array(ap, dtype=np.float64).reshape(len(present), len(IOU_THRESHOLDS)))

    def counts(self, label: int, confidence: float) -> Counts:
        """Counts of one class at an IoU of 0.5, of detections of at least that confidence."""
        correct, scores, classes, labels = self._sorted()
        chosen = (classes == label) & (scores >= confidence)
        tp, objects = int(correct[chosen, 0].sum()), int((labels == label).sum())
        return Counts(tp=tp, fp=int(chosen.sum()) - tp, fn=objects - tp)

    def best_point(self, steps: int = 1000) -> Point:
        """Precision, recall and F1 at an IoU of 0.5 where their mean F1 is best, on a grid of confidences.

        Ultralytics smooths the mean F1 before it takes the best; this does not.
        """
        correct, scores, classes, labels = self._sorted()
        present, counts = np.unique(labels, return_counts=True)
        grid = np.linspace(0, 1, steps)
        precision, recall = np.ones((len(present), steps)), np.zeros((len(present), steps))
        for row, (c, n) in enumerate(zip(present, counts, strict=True)):
            own = classes == c
            if own.any():
                reached, held = curve(correct[own, 0], int(n))
                last = np.searchsorted(-scores[own], -grid, side="right") - 1  # of those at least as sure
                recall[row] = np.where(last >= 0, reached[last], 0)
                precision[row] = np.where(last >= 0, held[last], 1)
        f1 = np.vectorize(f1_of, otypes=[np.float64])(precision, recall)
        at = int(f1.mean(0).argmax()) if len(present) else 0
        return Point(float(grid[at]), present, precision[:, at], recall[:, at], f1[:, at])

    def _sorted(self) -> tuple[Booleans, Floats, Integers, Integers]:
        if not self._scores:
            return np.zeros((0, len(IOU_THRESHOLDS)), dtype=bool), np.zeros(0), np.zeros(0, int), np.zeros(0, int)
        scores = np.concatenate(self._scores)
        order = np.argsort(-scores, kind="stable")
        correct, classes = np.concatenate(self._correct)[order], np.concatenate(self._classes)[order]
        return correct, scores[order], classes, np.concatenate(self._labels)
