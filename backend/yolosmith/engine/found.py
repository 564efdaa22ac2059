"""What Ultralytics found in a picture, as it travels: boxes with outlines and keypoints, scores, values by pixel."""

import base64
from typing import Any

import cv2
import numpy
from ultralytics.engine.results import Results

from yolosmith.checkpoints.schemas import ClassScore, DenseMap, Detection, Point

MAX_SCORES = 100
DIGITS = 5
"""Of coordinates: a hundredth of a pixel in a picture of a thousand."""
SIMPLER = 0.5
"""Pixels by which an outline may leave the edge of its mask."""

Outline = list[list[float]]


def boxes(result: Results) -> list[Detection]:
    """Centre form, as fractions of the picture, most confident first."""
    rows = result.boxes if result.boxes is not None else result.obb
    if rows is None:
        return []
    height, width = result.orig_shape
    outlines = _outlines(result)
    keypoints = _keypoints(result)
    detections = []
    columns = zip(rows.xyxy.tolist(), rows.conf.tolist(), rows.cls.tolist(), strict=True)
    for index, ((x1, y1, x2, y2), conf, cls) in enumerate(columns):
        detections.append(
            Detection(
                cls=int(cls),
                name=result.names[int(cls)],
                conf=conf,
                x=(x1 + x2) / 2 / width,
                y=(y1 + y2) / 2 / height,
                w=(x2 - x1) / width,
                h=(y2 - y1) / height,
                outline=outlines[index] if outlines else None,
                keypoints=keypoints[index] if keypoints else None,
            )
        )
    return sorted(detections, key=lambda box: -box.conf)


def scores(result: Results) -> list[ClassScore]:
    """Of the classes of the whole picture, the likeliest first; of a class map, their shares of the pixels."""
    if result.probs is not None:
        shares = enumerate(result.probs.data.tolist())
    elif result.semantic_mask is not None:
        numbers = numpy.asarray(result.semantic_mask.data.cpu()).astype(numpy.int64).ravel()
        known = numbers[(numbers >= 0) & (numbers < len(result.names))]
        shares = enumerate((numpy.bincount(known, minlength=len(result.names)) / max(1, len(numbers))).tolist())
    else:
        return []
    listed = [ClassScore(cls=cls, name=result.names[cls], conf=share) for cls, share in shares]
    return sorted(listed, key=lambda one: -one.conf)[:MAX_SCORES]


def dense(result: Results) -> DenseMap | None:
    """A value for every pixel, where the task is that."""
    if result.semantic_mask is not None:
        return DenseMap(kind="classes", png=_png(numpy.asarray(result.semantic_mask.data.cpu()).astype(numpy.uint8)))
    if result.depth is not None:
        metres = numpy.nan_to_num(numpy.asarray(result.depth.data.cpu(), dtype=numpy.float64))
        low, high = float(metres.min()), float(metres.max())
        grey = ((metres - low) / max(high - low, 1e-9) * 255).astype(numpy.uint8)
        return DenseMap(kind="depth", png=_png(grey), low=low, high=high)
    return None


def _outlines(result: Results) -> list[Outline] | None:
    height, width = result.orig_shape
    if result.obb is not None:
        corners = result.obb.xyxyxyxy.tolist()
        return [[[round(x / width, DIGITS), round(y / height, DIGITS)] for x, y in one] for one in corners]
    if result.masks is None:
        return None
    return [_simplified(points, width, height) for points in result.masks.xy]


def _simplified(points: Any, width: int, height: int) -> Outline:
    if len(points) < 3:
        return []
    fewer = cv2.approxPolyDP(numpy.asarray(points, numpy.float32), SIMPLER, closed=True).reshape(-1, 2)
    return [[round(x / width, DIGITS), round(y / height, DIGITS)] for x, y in fewer.tolist()]


def _keypoints(result: Results) -> list[list[Point]] | None:
    if result.keypoints is None:
        return None
    places = result.keypoints.xyn.tolist()
    if result.keypoints.conf is None:
        return [[Point(x=x, y=y, conf=None) for x, y in one] for one in places]
    sure = result.keypoints.conf.tolist()
    return [
        [Point(x=x, y=y, conf=conf) for (x, y), conf in zip(one, confs, strict=True)]
        for one, confs in zip(places, sure, strict=True)
    ]


def _png(grey: Any) -> str:
    done, data = cv2.imencode(".png", grey)
    assert done
    return base64.b64encode(data.tobytes()).decode()
