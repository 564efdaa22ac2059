"""YOLO: one text file a picture, and a data.yaml (or a list of class names, or neither)."""

import posixpath
import re
from collections import Counter
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from yolosmith.datasets.boxes import Box
from yolosmith.datasets.report import Report
from yolosmith.datasets.source import MAX_LABEL, MIB, Picture, Pose, Source, SourceFolder, check_task
from yolosmith.datasets.tasks import TASKS, Task
from yolosmith.errors import Fault, UnreadableError

MAX_CLASSES = 100_000
MAX_KEYPOINTS = 1000
MAX_FOLDERS = 50
"""Of a path in data.yaml, from its end, that are looked at."""

LOOKED_AT = 500
"""Label files that are read to find out what the set is for."""

SPLIT_KEYS = {"train": ("train",), "val": ("val", "validation", "valid"), "test": ("test",)}
NAME_LISTS = ("classes.txt", "obj.names", "labels.txt", "classes.names")


def yolo_yaml(folder: SourceFolder) -> str | None:
    """The data.yaml of the set: the file of that name, or the YAML file that names classes, nearest to the root."""
    files = sorted(folder.with_suffix(".yaml", ".yml"), key=lambda path: (path.count("/"), path))
    called = [path for path in files if PurePosixPath(path).stem in {"data", "dataset"}]
    speaking = [path for path in files[:50] if re.search(r"(?m)^\W*(names|nc)\W", folder.read_text(path)[:MIB])]
    return next(iter([*called, *speaking]), None)


def has_label_files(folder: SourceFolder) -> bool:
    """Whether any of the first pictures has a label file where YOLO would look."""
    return any(_label(folder, image) for image in folder.images[:1000])


def read_yolo(folder: SourceFolder, report: Report, task: str = "auto") -> Source:
    """Read data.yaml and find each picture's label file; `download:` is never looked at.

    The files themselves are left to `Source.read_label`, but for some, where only they tell task or class names.

    Raises:
        UnreadableError: The data.yaml does not name classes or pictures that are there, or what `task` needs is not.
    """
    path = yolo_yaml(folder)
    document: dict[str, Any] = {}
    if path is not None:
        loaded = folder.read_yaml(path)
        if not isinstance(loaded, dict):
            raise UnreadableError(f"{path} is not a mapping.", [Fault((path,), "must hold train, val and names")])
        document = loaded
    names = _names(document, path or "", report) if document else _listed_names(folder)
    splits = read_splits(folder, document, path, report) if path else folder.splits
    pose = _pose(document, path or "", report)
    pictures = []
    for image, split in splits.items():
        picture = Picture(image, split, [], label=_label(folder, image))
        picture.found["label_missing"] += picture.label is None
        pictures.append(picture)
    labels = [picture.label for picture in pictures if picture.label]
    if names is None:
        names = [f"class_{number}" for number in range(_last_class(folder, labels) + 1)]
    found = _task(folder, labels, document, pose) if task == "auto" else check_task(task, pose=pose)
    source = Source("yolo", names, pictures, relative=True, task=found, pose=pose if found == "pose" else None)
    source.read_label = partial(_read_label, folder, pose, len(names))
    return source


def _read_label(folder: SourceFolder, pose: Pose | None, classes: int, picture: Picture) -> None:
    if picture.label is not None:
        boxes = _rows(folder.read_text(picture.label, MAX_LABEL), pose, picture.found)
        picture.boxes = [box for box in boxes if box.cls < classes]
        picture.found["class_unknown"] += len(boxes) - len(picture.boxes)


def _task(folder: SourceFolder, labels: list[str], document: dict[str, Any], pose: Pose | None) -> Task:
    """As data.yaml says, or what most rows are. An outline of four corners everywhere is a turned box."""
    if pose is not None:
        return "pose"
    for task in TASKS:
        if document.get("task") == task and task not in ("pose", "classify", "depth"):
            return task
    lengths: Counter[int] = Counter()
    for label in labels[:: max(1, len(labels) // LOOKED_AT)]:
        text = folder.read_text(label, MAX_LABEL)
        lengths.update(len(line.split()) for line in text.splitlines())
    outlines = sum(count for length, count in lengths.items() if length >= 7 and length % 2)
    if outlines <= lengths[5]:
        return "detect"
    return "obb" if outlines == lengths[9] else "segment"


def _last_class(folder: SourceFolder, labels: list[str]) -> int:
    found: Counter[str] = Counter()
    rows = (box for label in labels for box in _rows(folder.read_text(label, MAX_LABEL), None, found))
    return min(max((box.cls for box in rows), default=0), 999)


def _pose(document: dict[str, Any], path: str, report: Report) -> Pose | None:
    if "kpt_shape" not in document:
        return None
    shape = document["kpt_shape"]
    whole = isinstance(shape, list) and len(shape) == 2 and all(type(number) is int for number in shape)
    if not whole or not 0 < shape[0] <= MAX_KEYPOINTS or shape[1] not in (2, 3):
        message = f"kpt_shape must be [how many, 2 or 3], {MAX_KEYPOINTS} keypoints at most"
        raise UnreadableError(f"{path}: {message}.", [Fault((path, "kpt_shape"), message)])
    flip = document.get("flip_idx")
    whole = isinstance(flip, list) and all(type(place) is int for place in flip)
    if flip is not None and not (whole and sorted(flip) == list(range(shape[0]))):
        report.add("flip_unreadable", path)
        flip = None
    return Pose((shape[0], shape[1]), flip, _keypoint_names(document.get("kpt_names"), shape[0]))


def _keypoint_names(said: Any, count: int) -> list[str]:
    """Of the first class, as Ultralytics writes them: a list, or lists by class."""
    names = next(iter(said.values()), None) if isinstance(said, dict) else said
    good = isinstance(names, list) and len(names) == count and all(isinstance(name, str) for name in names)
    return [name[:100] for name in names] if good else []  # type: ignore[union-attr]


def _names(document: dict[str, Any], path: str, report: Report) -> list[str]:
    names, count = document.get("names"), document.get("nc")
    if names is None and isinstance(count, int) and 0 < count <= MAX_CLASSES:
        return [f"class_{number}" for number in range(count)]
    if isinstance(names, list):
        names = dict(enumerate(names))
    if not isinstance(names, dict) or not names:
        raise UnreadableError(f"{path} names no classes.", [Fault((path, "names"), "must map numbers to names")])
    try:
        numbered = {int(number): _name(name) for number, name in names.items()}
    except (TypeError, ValueError) as error:
        message = "must map whole numbers to names"
        raise UnreadableError(f"{path}: names {message}.", [Fault((path, "names"), message)]) from error
    last = max(numbered)
    if min(numbered) < 0 or last >= MAX_CLASSES:
        message = f"classes are numbered from 0, {MAX_CLASSES} at most"
        raise UnreadableError(f"{path}: {message}.", [Fault((path, "names"), message)])
    if len(numbered) <= last:
        report.add("class_renumbered", path, last + 1 - len(numbered))
    return [numbered.get(number, f"class_{number}") for number in range(last + 1)]


def _name(value: Any) -> str:
    if isinstance(value, dict | list | None):
        raise TypeError("a class name is text")
    return " ".join(str(value).split()) or "unnamed"


def _listed_names(folder: SourceFolder) -> list[str] | None:
    for path in sorted(folder.files, key=lambda path: path.count("/")):
        if PurePosixPath(path).name in NAME_LISTS:
            names = [" ".join(line.split()) for line in folder.read_text(path).splitlines()]
            return [name for name in names if name][:MAX_CLASSES] or None
    return None


def read_splits(folder: SourceFolder, document: dict[str, Any], path: str, report: Report) -> dict[str, str | None]:
    """Split by picture, as the data.yaml at `path` tells; where it names none, as folders do."""
    splits: dict[str, str | None] = {}
    for split, keys in SPLIT_KEYS.items():
        key = next((key for key in keys if document.get(key)), None)
        entries = document[key] if key else []
        for entry in entries if isinstance(entries, list) else [entries]:
            if not isinstance(entry, str):
                raise UnreadableError(f"{path}: {key} must name folders.", [Fault((path, split), "must be text")])
            images = _images_of(folder, entry, document, path, report)
            if not images and split != "test":
                message = f"{key}: {str(entry)[:100]!r} has no pictures below the imported folder"
                report.add("picture_missing", f"{path}: {key}")
                if split == "train":
                    raise UnreadableError(f"{path}: {message}.", [Fault((path, split), message)])
            for image in images:
                if splits.setdefault(image, split) != split:
                    report.add("split_overlap", image)
    return splits or folder.splits


def _images_of(folder: SourceFolder, entry: str, document: dict[str, Any], path: str, report: Report) -> list[str]:
    """Pictures of one entry: a folder, or a text file that lists them; never outside of what was handed in."""
    root = document.get("path")
    for place in _places(entry, root if isinstance(root, str) else "", posixpath.dirname(path)):
        if folder.has(place) and place.endswith(".txt"):
            return _listed_images(folder, place, report)
        inside = "" if place == "." else f"{place}/"
        images = [image for image in folder.images if image.startswith(inside)]
        if images:
            return images
    return []


def _listed_images(folder: SourceFolder, path: str, report: Report) -> list[str]:
    """Pictures that a text file lists, one a line."""
    images = []
    for line in filter(None, map(str.strip, folder.read_text(path).splitlines())):
        image = folder.find_image(line, path)
        if image is None:
            report.add("picture_missing", f"{path}: {line[:200]}")
        else:
            images.append(image)
    return images


def _places(entry: str, root: str, beside: str) -> dict[str, None]:
    """Where an entry may be meant to lie, the likeliest first: below `path`, and beside data.yaml.

    Where it leads elsewhere (another machine, the set's own folder, one above), its tails are tried, longest first.
    """
    entry = entry.replace("\\", "/")
    stated = posixpath.join(root.replace("\\", "/"), entry)
    parts = [part for part in stated.split("/") if part not in ("", ".", "..")][-MAX_FOLDERS:]
    tails = ["/".join(parts[first:]) for first in range(len(parts))]
    tried = [posixpath.join(beside, place) for place in (stated, entry)]
    tried += [place for tail in tails for place in (posixpath.join(beside, tail), tail)]
    return dict.fromkeys(map(posixpath.normpath, tried))


def _label(folder: SourceFolder, image: str) -> str | None:
    """As Ultralytics looks for it (the last `images` folder replaced by `labels`), or beside the picture."""
    stem = image.rpartition(".")[0] + ".txt"
    head, found, tail = f"/{stem}".rpartition("/images/")
    swapped = f"{head}/labels/{tail}".lstrip("/") if found else stem
    return next((path for path in (swapped, stem) if folder.has(path)), None)


def _rows(text: str, pose: Pose | None, found: Counter[str]) -> list[Box]:
    boxes = []
    for line in text.splitlines():
        parts = line.split()
        if parts:
            try:
                boxes.append(_row([float(part) for part in parts], pose))
            except (ValueError, OverflowError):
                found["box_unreadable"] += 1
    return boxes


def _row(values: list[float], pose: Pose | None) -> Box:
    """One label row: class and box, class and outline, or class, box and keypoints.

    Raises:
        ValueError: It is none of them; the class is no whole number; OverflowError: it is infinite.
    """
    cls = int(values[0])
    if cls != values[0] or cls < 0:
        raise ValueError("a class is a whole number from 0")
    keypoints = pose.shape[0] * pose.shape[1] if pose else 0
    if len(values) == 5 or (pose and len(values) == 5 + keypoints):
        _, x, y, width, height = values[:5]
        return Box(cls, x - width / 2, y - height / 2, x + width / 2, y + height / 2, keypoints=tuple(values[5:]))
    if pose or len(values) < 7 or len(values) % 2 == 0:
        raise ValueError("a row is class and four numbers, or class and an outline")
    across, down = values[1::2], values[2::2]
    return Box(cls, min(across), min(down), max(across), max(down), (tuple(values[1:]),))
