"""COCO JSON: categories, images and annotations in one file a split."""

import re
from math import isfinite
from pathlib import PurePosixPath
from typing import Any

from yolosmith.datasets.boxes import Box, Mask, Points
from yolosmith.datasets.report import Report
from yolosmith.datasets.source import MAX_JSON, Picture, Pose, Source, SourceFolder, check_task, split_of
from yolosmith.datasets.tasks import Task
from yolosmith.errors import Fault, UnreadableError

Record = dict[str, Any]
MAX_MASK = 120_000_000
"""Pixels of a mask."""

SIDES = re.compile(r"(left|right|(?<![a-z])[lr](?![a-z]))")


def coco_files(folder: SourceFolder, task: str = "auto") -> list[str]:
    """JSON files that hold images and categories; of instances and keypoints beside each other those for the task."""
    files = [path for path in folder.with_suffix(".json") if _is_coco(folder, path)]
    wanted = "person_keypoints" if task == "pose" else "instances"
    return [path for path in files if PurePosixPath(path).name.startswith(wanted)] or files


def read_coco(folder: SourceFolder, report: Report, task: str = "auto") -> Source:
    """Read all such files; classes are numbered in the order of their ids, the same name being the same class."""
    files = coco_files(folder, task)
    if not files:
        raise UnreadableError("There is no COCO JSON file with images, annotations and categories in it.")
    names: dict[str, int] = {}
    pictures: dict[str, Picture] = {}
    pose: Pose | None = None
    for path in sorted(files, key=lambda path: ("train", "val", "test", None).index(split_of(path))):
        document = folder.read_json(path)
        for key in ("images", "annotations", "categories"):
            if not isinstance(document.get(key, []), list):
                raise UnreadableError(f"{path}: {key} is not a list.", [Fault((path, key), "must be a list")])
        numbers = _classes(document, names)
        pose = pose or _pose(document)
        by_id = _pictures(folder, document, path, pictures, report)
        _annotate(document, path, by_id, numbers, report)
    found = _task(list(pictures.values()), pose) if task == "auto" else check_task(task, pose=pose)
    source = Source("coco", list(names), list(pictures.values()), relative=False, task=found)
    source.pose = pose if found == "pose" else None
    return source


def _task(pictures: list[Picture], pose: Pose | None) -> Task:
    """Pose where keypoints were marked at all, segment where most objects have an outline."""
    objects = marked = outlined = 0
    for picture in pictures:
        objects += len(picture.boxes)
        marked += sum(any(box.keypoints) for box in picture.boxes)
        outlined += sum(bool(box.parts or box.mask) for box in picture.boxes)
    if pose and marked:
        return "pose"
    return "segment" if outlined * 2 > objects else "detect"


def _pose(document: Record) -> Pose | None:
    """Of the first category that has keypoints. Left and right in the names change places in a mirror."""
    for record in _records(document, "categories"):
        names = record.get("keypoints")
        if isinstance(names, list) and names and all(isinstance(name, str) for name in names):
            return Pose((len(names), 3), mirrored(names), [name[:100] for name in names])
    return None


def mirrored(names: list[str]) -> list[int] | None:
    """Which keypoint takes each one's place in the mirror; None where no name speaks of left or right."""
    other = {"left": "right", "right": "left", "l": "r", "r": "l"}
    places = {name.lower(): place for place, name in enumerate(names)}

    def partner(name: str) -> str:
        return "".join(other.get(word, word) for word in SIDES.split(name.lower()))

    flip = [places.get(partner(name), place) for place, name in enumerate(names)]
    return flip if flip != list(range(len(names))) and sorted(flip) == list(range(len(names))) else None


def _is_coco(folder: SourceFolder, path: str) -> bool:
    data = folder.read_bytes(path, MAX_JSON)
    return b'"images"' in data and b'"categories"' in data


def _records(document: Record, key: str) -> list[Record]:
    return [record for record in document.get(key, []) if isinstance(record, dict)]


def _classes(document: Record, names: dict[str, int]) -> dict[Any, int]:
    """Class number by category id; new names are appended to `names`."""
    numbers: dict[Any, int] = {}
    known = [record for record in _records(document, "categories") if isinstance(record.get("id"), int)]
    for record in sorted(known, key=lambda record: record["id"]):
        name = " ".join(str(record.get("name", "")).split()) or f"class_{record['id']}"
        numbers[record["id"]] = names.setdefault(name, len(names))
    return numbers


def _pictures(
    folder: SourceFolder, document: Record, path: str, pictures: dict[str, Picture], report: Report
) -> dict[Any, Picture | None]:
    """Picture by image id; None where it is already known to be dropped."""
    by_id: dict[Any, Picture | None] = {}
    for record in _records(document, "images"):
        name, number = record.get("file_name"), _key(record.get("id"))
        image = folder.find_image(name, path) if isinstance(name, str) else None
        by_id[number] = None
        if image is None:
            report.add("picture_missing", str(name)[:200])
            continue
        split = split_of(path) or folder.splits[image]
        if image not in pictures:
            pictures[image] = Picture(image, split, [], _size(record))
        elif pictures[image].split != split:
            report.add("split_overlap", image)
            continue
        by_id[number] = pictures[image]
    return by_id


def _annotate(
    document: Record, path: str, by_id: dict[Any, Picture | None], numbers: dict[Any, int], report: Report
) -> None:
    for record in _records(document, "annotations"):
        number = _key(record.get("image_id"))
        if number not in by_id:
            report.add("picture_missing", f"{path}: annotation {str(record.get('id'))[:50]}")
            continue
        picture = by_id[number]
        if picture is None:
            continue
        cls = numbers.get(_key(record.get("category_id")))
        corners = _corners(record)
        if record.get("iscrowd") == 1:
            picture.found["box_crowd"] += 1
        elif cls is None:
            picture.found["class_unknown"] += 1
        elif corners is None:
            picture.found["box_unreadable"] += 1
        else:
            parts, mask = _outline(record.get("segmentation"))
            picture.boxes.append(Box(cls, *corners, parts, _keypoints(record), mask))


def _key(value: Any) -> Any:
    """An id that can be looked up, whatever was written."""
    return value if isinstance(value, int | str) else None


def _corners(record: Record) -> tuple[float, float, float, float] | None:
    box = record.get("bbox")
    if not isinstance(box, list) or len(box) != 4:
        return None
    try:
        x, y, width, height = map(float, box)
    except (TypeError, ValueError, OverflowError):
        return None
    if width < 0 or height < 0:
        width = height = 0.0  # a length below nothing is no exchanged corner; it has no area
    return x, y, x + width, y + height


def _outline(said: Any) -> tuple[tuple[Points, ...], Mask | None]:
    """Polygons, or a run-length coded mask; neither where it is neither."""
    try:
        if isinstance(said, dict):
            height, width = map(int, said["size"])
            counts = said["counts"]
            if isinstance(counts, list):
                counts = list(map(int, counts))
            usable = isinstance(counts, str | list) and 0 < height * width <= MAX_MASK
            return (), Mask((height, width), counts) if usable else None
        parts = [tuple(map(float, part)) for part in said or []]
    except (TypeError, ValueError, KeyError, OverflowError):
        return (), None
    return tuple(part for part in parts if len(part) >= 6 and len(part) % 2 == 0 and all(map(isfinite, part))), None


def _keypoints(record: Record) -> Points:
    said = record.get("keypoints")
    try:
        return tuple(map(float, said)) if isinstance(said, list) and len(said) % 3 == 0 else ()
    except (TypeError, ValueError, OverflowError):
        return ()


def _size(record: Record) -> tuple[int, int] | None:
    width, height = record.get("width"), record.get("height")
    return (width, height) if isinstance(width, int) and isinstance(height, int) and width > 0 < height else None
