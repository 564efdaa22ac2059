"""Pictures of a data set as a training's loader makes them, before there is a training."""

import base64
import contextlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from ultralytics.cfg import get_cfg
from ultralytics.data import build_yolo_dataset
from ultralytics.data import dataset as ultralytics_dataset
from ultralytics.data.base import BaseDataset
from ultralytics.data.utils import check_det_dataset, get_split_fraction
from ultralytics.utils import IterableSimpleNamespace

from yolosmith.datasets import layout
from yolosmith.engine.jobs import Say
from yolosmith.errors import UnreadableError

PARTNERS = 4
"""A mosaic is of four pictures, and so are those that mixup, cutmix and copy-paste bring in."""

SPARE = 12
STRIDE = 32
JPEG_QUALITY = 92
SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff"})

Pixels = NDArray[np.uint8]


@dataclass
class Sample:
    """What the model would get of one picture.

    Attributes:
        pixels: (height, width, 3) in RGB.
        boxes: `(class, x, y, w, h)` in 0..1, x and y of the centre.
        points: Of each box the outline of its mask or its corners as [x, y], or keypoints as [x, y, visibility], in
            0..1; empty where the task has none.
        label: The class, in classification.
    """

    pixels: Pixels
    boxes: list[tuple[int, float, float, float, float]] = field(default_factory=list)
    points: list[list[list[float]]] = field(default_factory=list)
    label: int | None = None


def run(args: dict[str, Any], say: Say) -> dict[str, Any]:
    """The job `augmented`.

    Args:
        args: `folder`: the data set's; `args`: of the run, checked; `task`; `names`: of the classes; `seed`, `count`.
        say: Not used.

    Returns:
        `{"pictures"}` as `AugmentedPicture`s.

    Raises:
        UnreadableError: There is no picture to train on, or the labels do not fit the task.
    """
    names: list[str] = args["names"]
    try:
        made = samples(Path(args["folder"]), args["task"], args["args"], seed=args["seed"], count=args["count"])
    except (ValueError, RuntimeError, FileNotFoundError) as error:
        raise UnreadableError(f"The pictures cannot be made: {_first_line(error)}") from None
    return {"pictures": [_told(sample, names) for sample in made]}


def samples(folder: Path, task: str, args: dict[str, Any], *, seed: int, count: int) -> list[Sample]:
    """Build Ultralytics' own training data set with these arguments and take pictures out of it.

    It is built over some of the pictures that `fraction` leaves, drawn by the seed: enough to mix from, however many
    there are. Nothing is written, neither a cache of the labels nor one of the pictures. What is done to whole batches,
    which is multi_scale, is not in it; rectangular shapes are those of the drawn pictures.
    """
    _seed(seed)
    cfg = get_cfg(overrides={**args, "task": task, "cache": False})
    if task == "classify":
        return _classified(layout.trained_on(folder, task), cfg, count)
    data = check_det_dataset(str(folder / layout.DATA_YAML), autodownload=False)
    loader = _loader(cfg, data, _drawn(_pictures(Path(data["train"])), cfg, PARTNERS * count + SPARE))
    _seed(seed)
    return [_sample(loader[index], task) for index in range(min(count, len(loader)))]


def _seed(seed: int) -> None:
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def _loader(cfg: IterableSimpleNamespace, data: dict[str, Any], files: list[str]) -> Any:
    """The data set, with pictures in the buffer that mosaics are put together from, as after some batches."""
    with _nothing_written(), _only(files):
        whole = {**data, "complete": True}  # `fraction` is applied already
        found = build_yolo_dataset(cfg, files, len(files), whole, mode="train", stride=STRIDE)
    for index in range(len(found)):
        found.load_image(index)
    return found


@contextlib.contextmanager
def _nothing_written() -> Iterator[None]:
    """Ultralytics keeps what it learned of the labels beside them; a cache of some pictures is none of all."""
    before = ultralytics_dataset.save_dataset_cache_file
    ultralytics_dataset.save_dataset_cache_file = lambda _, __, cache, version: cache.update(version=version)
    try:
        yield
    finally:
        ultralytics_dataset.save_dataset_cache_file = before


@contextlib.contextmanager
def _only(files: list[str]) -> Iterator[None]:
    """Ultralytics takes folders and lists in files; here the list is at hand."""
    before = BaseDataset.get_img_files
    BaseDataset.get_img_files = lambda *_: files
    try:
        yield
    finally:
        BaseDataset.get_img_files = before


def _pictures(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)


def _drawn(files: list[Path], cfg: IterableSimpleNamespace, most: int) -> list[str]:
    """Of those that `fraction` leaves, as Ultralytics counts them, `most`; sorted, as Ultralytics has them."""
    part = get_split_fraction(cfg.fraction, "train")
    left = files[: part if isinstance(part, int) else max(1, round(len(files) * part))]
    if not left:
        raise UnreadableError("The data set has no pictures to train on.")
    return sorted(str(path) for path in random.sample(left, min(most, len(left))))


def _classified(folder: Path, cfg: IterableSimpleNamespace, count: int) -> list[Sample]:
    with _nothing_written():
        found = ultralytics_dataset.ClassificationDataset(str(folder / "train"), args=cfg, augment=True)
    chosen = random.sample(range(len(found)), min(count, len(found)))
    made = []
    for index in chosen:
        item = found[index]
        pixels = (item["img"].clamp(0, 1).permute(1, 2, 0).numpy() * 255).round().astype(np.uint8)
        made.append(Sample(pixels, label=int(item["cls"])))
    return made


def _sample(item: dict[str, Any], task: str) -> Sample:
    pixels = np.ascontiguousarray(item["img"][:3].permute(1, 2, 0).numpy())
    if pixels.shape[2] != 3:
        pixels = np.repeat(pixels[:, :, :1], 3, axis=2)
    found = Sample(pixels)
    boxes, classes = item.get("bboxes"), item.get("cls")
    if boxes is None or classes is None:
        return found
    height, width = pixels.shape[:2]
    for number, box in zip(classes.flatten().tolist(), boxes.tolist(), strict=True):
        found.boxes.append((int(number), *_upright(box, width, height)))
        if task == "obb":
            found.points.append(_corners(box, width, height))
    if task == "segment":
        found.points = _outlines(item["masks"].numpy(), len(found.boxes))
    if task == "pose":
        found.points = [[_seen(point) for point in one] for one in item["keypoints"].tolist()]
    return found


def _upright(box: list[float], width: int, height: int) -> tuple[float, float, float, float]:
    """The box itself; of a turned one (x, y, w, h, angle) the upright one around it."""
    if len(box) == 4:
        return box[0], box[1], box[2], box[3]
    corners = np.array(_corners(box, width, height))
    (left, top), (right, bottom) = corners.min(0), corners.max(0)
    return float(left + right) / 2, float(top + bottom) / 2, float(right - left), float(bottom - top)


def _corners(box: list[float], width: int, height: int) -> list[list[float]]:
    x, y, w, h, angle = box
    turned = cv2.boxPoints(((x * width, y * height), (w * width, h * height), float(np.degrees(angle))))
    return [[float(one[0]) / width, float(one[1]) / height] for one in turned]


def _outlines(masks: NDArray[Any], count: int) -> list[list[list[float]]]:
    """Of each instance the largest outline; empty where others cover it whole.

    Args:
        masks: (1, h, w) with the instance's number from 1, where masks overlap; else (count, h, w).
        count: Of instances.
    """
    if masks.shape[0] == 1:
        masks = np.stack([masks[0] == number for number in range(1, count + 1)] or [masks[0] > 0])
    height, width = masks.shape[1:]
    outlines = []
    for mask in masks[:count]:
        found, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        largest = max(found, key=cv2.contourArea)[:, 0] if found else []
        outlines.append([[float(x) / width, float(y) / height] for x, y in largest])
    return outlines


def _seen(point: list[float]) -> list[float]:
    return point if len(point) > 2 else [*point, 2.0]


def _told(sample: Sample, names: list[str]) -> dict[str, Any]:
    height, width = sample.pixels.shape[:2]
    _, data = cv2.imencode(".jpg", sample.pixels[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    points = sample.points or [[] for _ in sample.boxes]
    return {
        "url": "data:image/jpeg;base64," + base64.b64encode(data.tobytes()).decode(),
        "width": width,
        "height": height,
        "boxes": [
            {"cls": cls, "name": _name(cls, names), "x": x, "y": y, "w": w, "h": h, "points": shape}
            for (cls, x, y, w, h), shape in zip(sample.boxes, points, strict=True)
        ],
        "label": None if sample.label is None else _name(sample.label, names),
    }


def _name(number: int, names: list[str]) -> str:
    return names[number] if number < len(names) else str(number)


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
