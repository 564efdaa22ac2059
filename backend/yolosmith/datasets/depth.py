"""Depth: a map of distances for each picture, in `depth/` beside `images/`, as Ultralytics has it."""

from pathlib import PurePosixPath
from typing import Any

from yolosmith.datasets.layout import DEPTH, DEPTH_SUFFIXES, IMAGES
from yolosmith.datasets.report import Report
from yolosmith.datasets.source import Picture, Source, SourceFolder
from yolosmith.datasets.yolo import read_splits, yolo_yaml
from yolosmith.errors import Fault, UnreadableError

NAMES = ["depth"]
SCALE = 1000.0
"""Of a PNG's values to a metre, where data.yaml says nothing else: millimetres."""


def is_depth(folder: SourceFolder) -> bool:
    """Whether any of the first pictures has a map where Ultralytics would look."""
    return any(_map(folder, image) for image in folder.images[:1000])


def read_depth(folder: SourceFolder, report: Report, task: str = "auto") -> Source:
    """Find each picture's map; the maps are read with their pictures. Splits are those of data.yaml, or of the folders.

    Raises:
        UnreadableError: Another task was asked for, no picture has a map, or `depth_scale` is no number above 0.
    """
    if task not in ("auto", "depth"):
        message = "Depth maps tell distances, not objects; only depth can be made of them."
        raise UnreadableError(message, [Fault(("task",), message, actual=task)])
    path = yolo_yaml(folder)
    document = folder.read_yaml(path) if path else {}
    if path is None or not isinstance(document, dict):
        splits = folder.splits
    else:
        splits = read_splits(folder, document, path, report)
    pictures = []
    for image, split in splits.items():
        if IMAGES not in PurePosixPath(image).parts:
            continue  # a map
        if found := _map(folder, image):
            pictures.append(Picture(image, split, [], depth=found))
        else:
            report.add("depth_missing", image)
    if not pictures:
        message = "There is no depth map: depth/ must lie beside images/, with a PNG or NPY of the same name for each."
        raise UnreadableError(message, [Fault(("path",), message)])
    return Source("depth", list(NAMES), pictures, relative=True, task="depth", depth_scale=_scale(document, path))


def _scale(document: Any, path: str | None) -> float:
    said = document.get("depth_scale", SCALE) if isinstance(document, dict) else SCALE
    if isinstance(said, bool) or not isinstance(said, int | float) or not 0 < said < float("inf"):
        message = "depth_scale must be a number above 0: what a PNG's value is divided by to come to metres"
        raise UnreadableError(f"{path}: {message}.", [Fault((str(path), "depth_scale"), message, actual=said)])
    return float(said)


def _map(folder: SourceFolder, image: str) -> str | None:
    """The last `images` in its path replaced by `depth`; a PNG before an NPY."""
    stem = image.rpartition(".")[0]
    head, found, tail = f"/{stem}".rpartition(f"/{IMAGES}/")
    if not found:
        return None
    swapped = f"{head}/{DEPTH}/{tail}".lstrip("/")
    return next((path for suffix in DEPTH_SUFFIXES if folder.has(path := swapped + suffix)), None)
