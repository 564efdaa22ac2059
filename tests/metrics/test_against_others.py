"""Our measures are those of scikit-learn, of COCO's own evaluation and of Ultralytics, on random cases."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest
import torch
from faster_coco_eval import COCO, COCOeval_faster
from hypothesis import given, settings
from hypothesis import strategies as st
from ultralytics.utils import metrics as ultralytics

from yolosmith.metrics import confusion
from yolosmith.metrics.counts import Counts, f1_of
from yolosmith.metrics.detection import Detections
from yolosmith.metrics.matching import IOU_THRESHOLDS, Floats, Integers, box_iou, match

CLASSES = 3


@dataclass
class Picture:
    """What is in a picture, and what was found in it."""

    objects: Floats
    labels: Integers
    boxes: Floats
    scores: Floats
    classes: Integers


def random_pictures(seed: int) -> list[Picture]:
    """Labelled boxes; detections near them, right or wrong in class, and others from nowhere. No two scores alike."""
    rng = np.random.default_rng(seed)
    scores = rng.permutation(np.linspace(0.01, 0.99, 400))
    return list(_pictures(rng, iter(scores)))


def _pictures(rng: np.random.Generator, scores: Iterator[float]) -> Iterator[Picture]:
    for _ in range(int(rng.integers(1, 8))):
        objects = _boxes(rng, int(rng.integers(0, 8)))
        labels = rng.integers(0, CLASSES, len(objects))
        near = np.repeat(np.arange(len(objects)), rng.integers(0, 3, len(objects)))
        shifted = objects[near] + rng.normal(0, rng.choice([0.5, 3.0, 8.0]), (len(near), 4))
        shifted[:, 2:] = np.maximum(shifted[:, 2:], shifted[:, :2] + 1)
        named = np.where(rng.random(len(near)) < 0.8, labels[near], rng.integers(0, CLASSES, len(near)))
        stray = _boxes(rng, int(rng.integers(0, 4)))
        boxes = np.concatenate([shifted, stray])
        classes = np.concatenate([named, rng.integers(0, CLASSES, len(stray))]).astype(np.int64)
        yield Picture(objects, labels, boxes, np.array([next(scores) for _ in boxes]), classes)


def _boxes(rng: np.random.Generator, count: int) -> Floats:
    corner = rng.uniform(0, 80, (count, 2))
    return np.concatenate([corner, corner + rng.uniform(10, 60, (count, 2))], axis=1)


def gathered(pictures: list[Picture]) -> Detections:
    found = Detections()
    for p in pictures:
        found.add(p.boxes, p.scores, p.classes, p.objects, p.labels)
    return found


seeds = st.integers(0, 2**32 - 1)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=60))
def test_classification_is_as_in_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    from sklearn import metrics as sklearn  # a second, in every process of the tests if it stood above

    true, predicted = np.array(pairs).T
    matrix = confusion.of_classes(predicted, true, 5)
    assert (sklearn.confusion_matrix(true, predicted, labels=range(5)) == matrix.T).all()
    assert confusion.accuracy(matrix) == pytest.approx(sklearn.accuracy_score(true, predicted))
    assert confusion.matthews(matrix) == pytest.approx(sklearn.matthews_corrcoef(true, predicted), abs=1e-12)
    precision, recall, f1, _ = sklearn.precision_recall_fscore_support(
        true, predicted, labels=range(5), zero_division=0
    )
    for label in range(5):
        counted = confusion.counts(matrix, label)
        ours = (counted.precision, counted.recall, counted.f1)
        assert ours == pytest.approx((precision[label], recall[label], f1[label]))
        assert counted.mcc == pytest.approx(sklearn.matthews_corrcoef(true == label, predicted == label), abs=1e-12)
        if (true == label).any():
            assert counted.fnr == pytest.approx(1 - recall[label])


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_f1_of_precision_and_recall_is_that_of_the_counts(tp: int, fp: int, fn: int) -> None:
    counted = Counts(tp, fp, fn)
    assert f1_of(counted.precision, counted.recall) == pytest.approx(counted.f1)
    assert math.isfinite(counted.mcc)


@settings(max_examples=30)
@given(seeds)
def test_map_is_that_of_coco(seed: int) -> None:
    pictures = random_pictures(seed)
    theirs = coco_map(pictures)
    ours = gathered(pictures).result("coco")
    assert (ours.map50_95, ours.map50) == pytest.approx(theirs, abs=1e-9)


def coco_map(pictures: list[Picture]) -> tuple[float, float]:
    """mAP50-95 and mAP50 as faster-coco-eval has them; -1, as it says where there is no object, is our 0."""
    objects = [
        {"image_id": at, "category_id": int(label), "bbox": wide(box), "area": 1.0, "iscrowd": 0}
        for at, p in enumerate(pictures)
        for box, label in zip(p.objects, p.labels, strict=True)
    ]
    truth = COCO(
        {
            "images": [{"id": at, "width": 200, "height": 200} for at in range(len(pictures))],
            "categories": [{"id": label, "name": str(label)} for label in range(CLASSES)],
            "annotations": [{"id": number, **thing} for number, thing in enumerate(objects, start=1)],
        }
    )
    found = [
        {"image_id": at, "category_id": int(label), "bbox": wide(box), "score": float(score)}
        for at, p in enumerate(pictures)
        for box, label, score in zip(p.boxes, p.classes, p.scores, strict=True)
    ]
    if not objects or not found:
        return 0.0, 0.0
    evaluation = COCOeval_faster(truth, truth.loadRes(found), "bbox")
    evaluation.params.maxDets = [1, 10, 100]
    evaluation.evaluate()
    evaluation.accumulate()
    evaluation.summarize()
    return max(evaluation.stats[0], 0.0), max(evaluation.stats[1], 0.0)


def wide(box: Floats) -> list[float]:
    x, y, right, low = (float(number) for number in box)
    return [x, y, right - x, low - y]


@settings(max_examples=30)
@given(seeds)
def test_map_by_ultralytics_way_is_that_of_its_detmetrics(seed: int) -> None:
    pictures = random_pictures(seed)
    theirs = ultralytics.DetMetrics({label: str(label) for label in range(CLASSES)})
    for p in pictures:
        theirs.update_stats(
            {
                "tp": match(box_iou(p.objects, p.boxes), p.labels, p.classes, p.scores),
                "conf": p.scores,
                "pred_cls": p.classes,
                "target_cls": p.labels,
                "target_img": np.unique(p.labels),
                "im_name": "",
            }
        )
    theirs.process()
    ours = gathered(pictures).result("ultralytics")
    assert ours.map50 == pytest.approx(theirs.box.map50, abs=1e-9)
    assert ours.map50_95 == pytest.approx(theirs.box.map, abs=1e-9)


@settings(max_examples=30)
@given(seeds)
def test_detections_are_matched_as_ultralytics_validator_matches_them(seed: int) -> None:
    from ultralytics.engine.validator import BaseValidator

    validator = BaseValidator.__new__(BaseValidator)
    validator.iouv = torch.from_numpy(IOU_THRESHOLDS)
    for p in random_pictures(seed):
        order = np.argsort(-p.scores)
        iou = box_iou(p.objects, p.boxes[order])
        theirs = validator.match_predictions(
            torch.from_numpy(p.classes[order]), torch.from_numpy(p.labels), torch.from_numpy(iou)
        )
        assert (match(iou, p.labels, p.classes[order], p.scores[order]) == theirs.numpy()).all()


@settings(max_examples=30)
@given(seeds)
def test_the_confusion_of_a_picture_is_that_of_ultralytics(seed: int) -> None:
    for p in random_pictures(seed):
        theirs = ultralytics.ConfusionMatrix({label: str(label) for label in range(CLASSES)})
        theirs.process_batch(
            {
                key: torch.from_numpy(value)
                for key, value in zip(("bboxes", "conf", "cls"), (p.boxes, p.scores, p.classes), strict=True)
            },
            {"bboxes": torch.from_numpy(p.objects), "cls": torch.from_numpy(p.labels)},
            conf=0.25,
        )
        ours = confusion.of_picture(p.boxes, p.scores, p.classes, p.objects, p.labels, CLASSES)
        assert (ours == theirs.matrix).all()


@settings(max_examples=30)
@given(seeds)
def test_counts_and_the_best_point_are_those_of_scikit_learn(seed: int) -> None:
    """Each detection is a decision; each object that nothing found is a positive that was decided against."""
    from sklearn import metrics as sklearn

    found = gathered(random_pictures(seed))
    point = found.best_point()
    for at, label in enumerate(point.classes):
        counted = found.counts(int(label), point.confidence)
        true = [1] * counted.tp + [0] * counted.fp + [1] * counted.fn
        said = [1] * (counted.tp + counted.fp) + [0] * counted.fn
        precision, recall, f1, _ = sklearn.precision_recall_fscore_support(
            true, said, average="binary", zero_division=0
        )
        assert (counted.precision, counted.recall, counted.f1) == pytest.approx((precision, recall, f1))
        assert point.recall[at] == pytest.approx(recall)
        assert point.f1[at] == pytest.approx(f1)


def test_nothing_found_and_nothing_there_are_zero_and_no_fault() -> None:
    empty = Detections()
    assert empty.result("coco").map50_95 == 0.0
    assert empty.best_point().classes.size == 0
    nowhere = np.zeros((0, 4))
    empty.add(nowhere, np.zeros(0), np.zeros(0, int), np.array([[0.0, 0, 10, 10]]), np.array([1]))
    assert empty.result("coco").map50 == 0.0
    assert empty.counts(1, 0.25) == Counts(tp=0, fp=0, fn=1)
