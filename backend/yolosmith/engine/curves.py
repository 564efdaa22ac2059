"""`curves.json`: confusion matrix, precision-recall and confidence curves of the best epoch, as data.

All from the validator's own numbers. Its confusion matrix is filled only in epochs that draw pictures, and then with
every detection; here one of its kind is filled in each validation, with those that are sure enough to be shown.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
from ultralytics.models.yolo.detect import DetectionValidator
from ultralytics.utils import RANK
from ultralytics.utils.metrics import ConfusionMatrix

from yolosmith.metrics import confusion
from yolosmith.metrics.counts import f1_of
from yolosmith.storage.files import write_text

FILE = "curves.json"
FORMAT = 1
CONFIDENCE = 0.25
IOU = 0.45
POINTS = 201
FEWER_POINTS = 101
MANY_CLASSES = 20
KINDS = {"box": "boxes", "seg": "masks", "pose": "keypoints"}

Document = dict[str, Any]


class CurveKeeper:
    """Gathers what a validation knows when it ends, and writes it where it was of the best epoch."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._matrix: Any = None
        self._found: Document | None = None

    def on_val_start(self, validator: Any) -> None:
        """Look along while detections are compared with labels. Processes of a distributed training see a part each."""
        self._matrix = None
        if not isinstance(validator, DetectionValidator) or RANK != -1:
            return
        compare = type(validator)._process_batch

        def looked_at(found: dict[str, Any], labelled: dict[str, Any]) -> Any:
            if self._matrix is None:
                self._matrix = ConfusionMatrix(names=validator.names)
            shown = {key: found[key] for key in ("bboxes", "conf", "cls")}
            self._matrix.process_batch(shown, labelled, conf=CONFIDENCE, iou_thres=IOU)
            return compare(validator, found, labelled)

        validator._process_batch = looked_at

    def on_val_end(self, validator: Any) -> None:
        """What the validation came to; tasks that are measured in other ways, as depth, have nothing here."""
        curves = [curves_of(getattr(validator.metrics, name), of) for name, of in KINDS.items() if has(validator, name)]
        matrix = confusion_of(validator, self._matrix)
        names = [str(name) for name in validator.names.values()] if validator.names else []
        found: Document = {"format": FORMAT, "task": validator.args.task, "names": names}
        self._found = {**found, "confusion": matrix, "curves": curves} if matrix or curves else None

    def keep(self, epoch: int | None) -> None:
        """Write it. `epoch` counts from 1; None: the best weights, validated once more at the end."""
        if self._found:
            write_text(self._path, json.dumps({**self._found, "epoch": epoch}, allow_nan=False))


def has(validator: Any, name: str) -> bool:
    """Whether its metrics know curves of that kind; they have none before the first object."""
    return len(getattr(getattr(validator.metrics, name, None), "ap_class_index", ())) > 0


def curves_of(metric: Any, of: str) -> Document:
    """One kind's curves at an IoU of 0.5, a line for each class that has objects, thinned evenly."""
    classes = [int(label) for label in metric.ap_class_index]
    count = FEWER_POINTS if len(classes) > MANY_CLASSES else POINTS
    at = np.linspace(0, len(metric.px) - 1, count).round().astype(int)

    def lines(values: Any) -> list[list[float]]:
        rows: list[list[float]] = np.asarray(values)[:, at].round(5).tolist()
        return rows

    return {
        "of": of,
        "classes": classes,
        "x": np.asarray(metric.px)[at].round(5).tolist(),
        "precision_recall": lines(metric.prec_values),
        "f1": lines(metric.f1_curve),
        "precision": lines(metric.p_curve),
        "recall": lines(metric.r_curve),
        "ap50": np.asarray(metric.ap50).round(5).tolist(),
        "ap": np.asarray(metric.ap).round(5).tolist(),
    }


def confusion_of(validator: Any, seen: Any) -> Document | None:
    """The matrix (rows predicted, columns true), what it counts, and what follows from it for each class."""
    if validator.args.task == "classify":
        return described(validator.confusion_matrix.matrix, len(validator.names), "images")
    if validator.args.task == "semantic" and validator.metrics.matrix is not None:
        matrix = validator.metrics.matrix.T.cpu().numpy()  # theirs has true classes as rows
        return described(matrix, len(matrix), "pixels")
    if seen is None:
        return None
    return described(seen.matrix, seen.nc, "objects") | {"confidence": CONFIDENCE, "iou": IOU}


def described(matrix: Any, classes: int, unit: str) -> Document:
    """`classes` fewer than the matrix has rows: the last one is the background."""
    counted = matrix.round().astype(np.int64)
    each = [confusion.counts(counted, label) for label in range(classes)]
    return {
        "matrix": counted.tolist(),
        "unit": unit,
        "background": len(counted) > classes,
        "confidence": None,
        "iou": None,
        "classes": [
            {
                "precision": c.precision,
                "recall": c.recall,
                "f1": f1_of(c.precision, c.recall),
                "fnr": c.fnr,
                "mcc": c.mcc,
            }
            for c in each
        ],
        "accuracy": confusion.accuracy(counted),
        "mcc": confusion.matthews(counted),
    }
