"""YOLO: one text file a picture, and a data.yaml (or a list of class names, or neither)."""

import posixpath
import re
from collections import Counter
from pathlib import PurePosixPath
from typing import Any

from yolosmith.datasets.boxes import Box
from yolosmith.datasets.report import Report
from yolosmith.datasets.source import MIB, Picture, Source, SourceFolder, split_of
from yolosmith.errors import Fault, UnreadableError

MAX_CLASSES = 100_000
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


def read_yolo(folder: SourceFolder, report: Report) -> Source:
    """Read pictures and labels; `download:` in a data.yaml is never looked at.

    Raises:
        UnreadableError: The data.yaml does not name classes or pictures that are there.
    """
    path = yolo_yaml(folder)
    document: dict[str, Any] = {}
    if path is not None:
        loaded = folder.read_yaml(path)
        if not isinstance(loaded, dict):
            raise UnreadableError(f"{path} is not a mapping.", [Fault((path,), "must hold train, val and names")])
        document = loaded
    names = _names(document, path or "", report) if document else _listed_names(folder)
    splits = _splits(folder, document, path, report) if path else {image: split_of(image) for image in folder.images}
    keypoints = "kpt_shape" in document
    pictures = []
    for image, split in splits.items():
        picture = Picture(image, split, [])
        label = _label(folder, image)
        if label is None:
            picture.found["label_missing"] += 1
        else:
            picture.boxes = _rows(folder.read_text(label), keypoints, picture.found)
        pictures.append(picture)
    if names is None:
        most = max((box.cls for picture in pictures for box in picture.boxes), default=0)
        names = [f"class_{number}" for number in range(min(most, 999) + 1)]
    for picture in pictures:
        known = [box for box in picture.boxes if box.cls < len(names)]
        picture.found["class_unknown"] += len(picture.boxes) - len(known)
        picture.boxes = known
    return Source("yolo", names, pictures, relative=True)


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


def _splits(folder: SourceFolder, document: dict[str, Any], path: str, report: Report) -> dict[str, str | None]:
    """Split by picture, as data.yaml tells."""
    splits: dict[str, str | None] = {}
    for split, keys in SPLIT_KEYS.items():
        key = next((key for key in keys if document.get(key)), None)
        entries = document[key] if key else []
        for entry in entries if isinstance(entries, list) else [entries]:
            images = _images_of(folder, str(entry), document, path)
            if not images and split != "test":
                message = f"{key}: {str(entry)[:100]!r} has no pictures below the imported folder"
                report.add("picture_missing", f"{path}: {key}")
                if split == "train":
                    raise UnreadableError(f"{path}: {message}.", [Fault((path, split), message)])
            for image in images:
                if splits.setdefault(image, split) != split:
                    report.add("split_overlap", image)
    if not splits:
        splits = {image: split_of(image) for image in folder.images}
    return splits


def _images_of(folder: SourceFolder, entry: str, document: dict[str, Any], path: str) -> list[str]:
    """Pictures of one entry: a folder, or a text file that lists them. Where `path` leads elsewhere (another machine),
    the entry is looked for beside data.yaml and by its tail; never outside of what was handed in."""
    beside = posixpath.dirname(path)
    entry = entry.replace("\\", "/")
    stated = posixpath.join(str(document.get("path") or ""), entry)
    places = [posixpath.join(beside, tried) for tried in (stated, entry, entry.removeprefix("../"))]
    if stated.startswith("/"):
        parts = stated.strip("/").split("/")
        places += ["/".join(parts[first:]) for first in range(len(parts))]
    for place in map(posixpath.normpath, places):
        if folder.has(place) and place.endswith(".txt"):
            lines = [line.strip() for line in folder.read_text(place).splitlines()]
            found = [folder.find_image(line, place) for line in lines if line]
            return [image for image in found if image is not None]
        inside = "" if place == "." else f"{place}/"
        images = [image for image in folder.images if image.startswith(inside)]
        if images:
            return images
    return []


def _label(folder: SourceFolder, image: str) -> str | None:
    """As Ultralytics looks for it (the last `images` folder replaced by `labels`), or beside the picture."""
    stem = image.rpartition(".")[0] + ".txt"
    head, found, tail = f"/{stem}".rpartition("/images/")
    swapped = f"{head}/labels/{tail}".lstrip("/") if found else stem
    return next((path for path in (swapped, stem) if folder.has(path)), None)


def _rows(text: str, keypoints: bool, found: Counter[str]) -> list[Box]:
    boxes = []
    for line in text.splitlines():
        if line.strip():
            try:
                boxes.append(_row([float(part) for part in line.split()], keypoints, found))
            except (ValueError, OverflowError):
                found["box_unreadable"] += 1
    return boxes


def _row(values: list[float], keypoints: bool, found: Counter[str]) -> Box:
    """One label row: class and box, or class and outline.

    Raises:
        ValueError: It is neither; the class is no whole number; OverflowError: it is infinite.
    """
    cls = int(values[0])
    if cls != values[0] or cls < 0:
        raise ValueError("a class is a whole number from 0")
    if keypoints and len(values) > 5:
        found["keypoints_left_out"] += 1
        values = values[:5]
    if len(values) == 5:
        x, y, width, height = values[1:]
        return Box(cls, x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    if len(values) < 7 or len(values) % 2 == 0:
        raise ValueError("a row is class and four numbers, or class and an outline")
    found["box_from_polygon"] += 1
    across, down = values[1::2], values[2::2]
    return Box(cls, min(across), min(down), max(across), max(down))
