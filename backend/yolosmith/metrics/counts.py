"""What follows from four counts. A ratio whose denominator is zero is 0, as in scikit-learn."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counts:
    """True and false positives and negatives of one class. Detection knows no true negatives: they are 0 there."""

    tp: int
    fp: int
    fn: int
    tn: int = 0

    @property
    def precision(self) -> float:
        """Share of what was found that is right."""
        return ratio(self.tp, self.tp + self.fp)

    @property
    def recall(self) -> float:
        """Share of what is there that was found."""
        return ratio(self.tp, self.tp + self.fn)

    @property
    def fnr(self) -> float:
        """Share of what is there that was missed."""
        return ratio(self.fn, self.tp + self.fn)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return ratio(2 * self.tp, 2 * self.tp + self.fp + self.fn)

    @property
    def mcc(self) -> float:
        """Matthews' correlation coefficient, from -1 to 1."""
        tp, fp, fn, tn = self.tp, self.fp, self.fn, self.tn
        return ratio(tp * tn - fp * fn, math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)))


def ratio(part: float, whole: float) -> float:
    """`part / whole`; 0 of nothing."""
    return part / whole if whole else 0.0


def f1_of(precision: float, recall: float) -> float:
    """F1 of a precision and a recall that are already means, as in a row of results.csv."""
    return ratio(2 * precision * recall, precision + recall)
