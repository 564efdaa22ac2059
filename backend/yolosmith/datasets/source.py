"""A folder that someone hands in: its files, safely read, and what a reader of one format makes of them."""

import hashlib
import json
import os
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any, Literal
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

import yaml

from yolosmith.datasets.boxes import Box, Form
from yolosmith.datasets.report import shown
from yolosmith.datasets.tasks import TASKS, Task
from yolosmith.errors import Fault, TooLargeError, UnreadableError

MIB = 1024 * 1024
MAX_FILES = 2_000_000
MAX_YAML = 1 * MIB
MAX_XML = 8 * MIB
MAX_JSON = 512 * MIB
MAX_TEXT = 64 * MIB
MAX_LABEL = 8 * MIB
IMAGE_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff", ".gif", ".jp2", ".avif", ".mpo"})
VAL_SHARE = 0.2
SPLIT_WORDS = {"train": "train", "training": "train", "val": "val", "valid": "val", "validation": "val", "dev": "val"}
SPLIT_WORDS |= {"test": "test", "testing": "test"}

Parts = tuple[str, ...]
"""Of a path: its folders, outermost first, and maybe the file."""


@dataclass(slots=True)
class Picture:
    """One picture with what its source says about it.

    Attributes:
        path: Relative to the source's root, with slashes.
        split: train, val, test; None where the source has no splits.
        boxes: In the unit of `Source.relative`.
        size: Width and height that the annotation states, in pixels, if it does.
        found: What reading its annotation turned up, by kind of `report.KINDS`.
        cls: Class of the whole picture, where the task is classify.
        label: Its own label file, where that was not read yet.
        depth: Its depth map, where the task is depth.
    """

    path: str
    split: str | None
    boxes: list[Box]
    size: tuple[int, int] | None = None
    found: Counter[str] = field(default_factory=Counter)
    cls: int | None = None
    label: str | None = None
    depth: str | None = None


@dataclass(slots=True)
class Pose:
    """What keypoints mean: how many, numbers a point (2 or 3), which takes which's place in a mirror, their names."""

    shape: tuple[int, int]
    flip: list[int] | None = None
    names: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Source:
    """A data set as read.

    Attributes:
        names: Of the classes, by number.
        relative: Boxes are in 0..1, else in pixels.
        pose: Where the task is pose.
        depth_scale: Where the task is depth: what a PNG's value is divided by to come to metres.
        read_label: Reads `Picture.label` into boxes; left to who handles the picture, so that many do it at once.
    """

    format: str
    names: list[str]
    pictures: list[Picture]
    relative: bool
    task: Task = "detect"
    pose: Pose | None = None
    depth_scale: float | None = None
    read_label: Callable[[Picture], None] | None = None

    @property
    def form(self) -> Form:
        """Of its label rows."""
        return Form(self.task, self.pose.shape if self.pose else (0, 3))


class SourceFolder:
    """The regular files below a root; hidden ones are left out, links are followed once.

    Attributes:
        unreadable: Folders that may not be looked into, as `lost+found`.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.unreadable: list[str] = []
        self.files = sorted(_walk(root, self.unreadable))
        self.images = [path for path in self.files if _suffix(path) in IMAGE_SUFFIXES]
        self._known = frozenset(self.files)

    @cached_property
    def _by_name(self) -> defaultdict[str, list[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for image in self.images:
            found[PurePosixPath(image).name].append(image)
        return found

    @cached_property
    def _by_stem(self) -> defaultdict[str, list[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for image in self.images:
            found[PurePosixPath(image).stem].append(image)
        return found

    @cached_property
    def splits(self) -> dict[str, str | None]:
        """The split of each picture, as far as names tell."""
        return told_splits(self.images)

    def has(self, path: str) -> bool:
        """Whether this relative path is one of the files."""
        return path in self._known

    def with_suffix(self, *suffixes: str) -> list[str]:
        """Files by their (lower case) suffix."""
        return [path for path in self.files if _suffix(path) in suffixes]

    def find_image(self, name: str, near: str) -> str | None:
        """The picture that an annotation file of many at `near` calls `name`; none of another split."""
        wanted = PurePosixPath(name.replace("\\", "/"))
        return _closest(self._by_name.get(wanted.name, []), wanted.parts[:-1], PurePosixPath(near).parts)

    def find_own(self, annotation: str, name: str) -> str | None:
        """The picture that an annotation file is about alone: of its stem, else the one that it calls `name`."""
        path, wanted = PurePosixPath(annotation), PurePosixPath(name.replace("\\", "/"))
        folders = path.parts[:-1]  # its own name says as little of a split as its picture's
        found = _closest(self._by_stem.get(path.stem, []), folders, folders)
        return found or _closest(self._by_name.get(wanted.name, []), wanted.parts[:-1], folders)

    def read_bytes(self, path: str, limit: int) -> bytes:
        """A file's content.

        Raises:
            TooLargeError: It is larger than `limit` bytes.
            UnreadableError: It cannot be opened.
        """
        try:
            with open(f"{self.root}/{path}", "rb") as file:  # noqa: PTH123  a path object costs as much as the reading
                large = os.fstat(file.fileno()).st_size > limit
                data = b"" if large else file.read()
        except OSError as error:
            raise UnreadableError(f"{shown(path)} cannot be opened: {error.strerror}.") from error
        if large:
            path = shown(path)
            message = f"{path} is larger than {limit // MIB} MiB, the most that is read of such a file."
            raise TooLargeError(message, [Fault((path,), message)])
        return data

    def read_text(self, path: str, limit: int = MAX_TEXT) -> str:
        """A text file; UTF-8 with or without a mark, other bytes shown as such."""
        return self.read_bytes(path, limit).decode("utf-8-sig", errors="replace")

    def read_yaml(self, path: str) -> Any:
        """A YAML document, without any of YAML's ways to make objects or to grow without end."""
        text = self.read_text(path, MAX_YAML)
        try:
            return yaml.safe_load(text)
        except (yaml.YAMLError, ValueError) as error:
            line = error.problem_mark.line + 1 if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark else 1
            message = f"{path} is not YAML (line {line})."
            raise UnreadableError(message, [Fault((path, line), str(error)[:300])]) from error
        except RecursionError:
            raise UnreadableError(f"{path} is nested too deeply to be read.") from None

    def read_json(self, path: str) -> Any:
        """A JSON document."""
        data = self.read_bytes(path, MAX_JSON)
        try:
            return json.loads(data)
        except ValueError as error:
            message = f"{path} is not JSON."
            raise UnreadableError(message, [Fault((path,), str(error)[:300])]) from error
        except RecursionError:
            raise UnreadableError(f"{path} is nested too deeply to be read.") from None

    def read_xml(self, path: str) -> Element:
        """An XML document's root.

        Raises:
            UnreadableError: It is not XML, or declares a document type: entities can grow without end.
        """
        builder = TreeBuilder()
        parser = expat.ParserCreate()
        parser.StartElementHandler = builder.start
        parser.EndElementHandler = builder.end
        parser.CharacterDataHandler = builder.data
        parser.StartDoctypeDeclHandler = _refuse_doctype
        try:
            parser.Parse(self.read_bytes(path, MAX_XML), True)
        except expat.ExpatError as error:
            raise UnreadableError(f"{path} is not XML: {error}.") from error
        except (ValueError, LookupError) as error:  # an encoding that Python does not know
            raise UnreadableError(f"{path} cannot be read: {error}.") from error
        return builder.close()


def check_task(task: str, *, pose: Pose | None) -> Task:
    """The task that was asked for, if boxes can serve it.

    Raises:
        UnreadableError: They cannot.
    """
    if task == "pose" and pose is None:
        raise _lacking("There are no keypoints: no kpt_shape in data.yaml, and no keypoints in COCO's categories.")
    if task == "depth":
        raise _lacking(
            "Boxes say nothing of distances. Hand in images/ and, beside it, depth/ with a map for each picture."
        )
    if task == "classify":
        raise _lacking("Boxes say nothing of a picture as a whole. Hand in a folder for each class, as form 'folders'.")
    return next(one for one in TASKS if one == task)


def _lacking(message: str) -> UnreadableError:
    return UnreadableError(message, [Fault(("task",), message)])


def split_of(path: str) -> str | None:
    """The split that a file's or folder's name speaks of (`train2017`, `instances_val.json`, `valid/labels`)."""
    return next(iter(_named_splits(PurePosixPath(path).parts)), None)


def _named_splits(parts: Parts) -> list[str]:
    """The splits that the innermost part speaks of which speaks of any: of `train_val` there are two."""
    for part in reversed(parts):
        words = re.split(r"[^a-z]+", part.lower())
        if named := [SPLIT_WORDS[word] for word in words if word in SPLIT_WORDS]:
            return named
    return []


def told_splits(paths: Iterable[str]) -> dict[str, str | None]:
    """The split of each file that is about one picture: its folders', and its own name's only where no folder tells.

    `train/crash_test_07.jpg` is there to train on.
    """
    splits = {path: split_of(path.rpartition("/")[0]) for path in paths}
    return splits if any(splits.values()) else {path: split_of(path) for path in splits}


def divide(pictures: list[Picture]) -> int:
    """Give every picture a split so that there are train and val; the number of those that were moved to do so.

    The choice hangs on the paths alone: the same set is divided in the same way wherever and whenever it is imported.
    """
    trained = any(picture.split == "train" for picture in pictures)
    for picture in pictures:
        if picture.split is None or not trained:
            picture.split = "train"
    if any(picture.split == "val" for picture in pictures):
        return 0
    pool = [picture for picture in pictures if picture.split == "train"]
    pool.sort(key=lambda picture: hashlib.sha256(picture.path.encode("utf-8", "surrogateescape")).digest())
    chosen = pool[: max(1, round(len(pool) * VAL_SHARE))] if len(pool) > 1 else []
    for picture in chosen:
        picture.split = "val"
    return len(chosen)


def _refuse_doctype(*_: object) -> None:
    raise UnreadableError("An annotation declares a document type (DOCTYPE); such files are not read.")


def _closest(found: list[str], called: Parts, near: Parts) -> str | None:
    """Of pictures of one name that of the longest common tail of folders, of the same split, the nearest.

    Args:
        found: The pictures.
        called: The folders by which the annotation calls it.
        near: Where the annotation is; with its file's name where that may speak of a split.
    """
    splits = _named_splits(near)

    def score(path: str) -> tuple[int, bool, int, str]:
        folders = PurePosixPath(path).parts[:-1]
        differs = _named_splits(folders)[:1] != splits[:1]
        return -shared(folders[::-1], called[::-1]), differs, -shared(folders, near), path

    return min((path for path in found if not _is_of_another_split(path, called, near)), key=score, default=None)


def _is_of_another_split(path: str, called: Parts, near: Parts) -> bool:
    """Whether a picture lies in another split than its annotation speaks of.

    What both have in common above (`test_set/`) tells nothing. A folder that the annotation itself names is meant.
    """
    folders = PurePosixPath(path).parts[:-1]
    above = shared(folders, near)
    its = _named_splits(folders[above : len(folders) - shared(folders[::-1], called[::-1])])
    wanted = _named_splits(near[above:])
    return bool(its and wanted) and set(its).isdisjoint(wanted)


def shared(one: Parts, other: Parts) -> int:
    """How many folders two places have in common, from the outermost on."""
    differ = (at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right)
    return next(differ, min(len(one), len(other)))


def _suffix(path: str) -> str:
    dot = path.rfind(".")
    return path[dot:].lower() if dot > path.rfind("/") else ""


def _walk(root: Path, unreadable: list[str]) -> Iterator[str]:
    """The files; folders that cannot be looked into are added to `unreadable`."""
    seen: set[tuple[int, int]] = set()
    waiting = [(str(root), "")]
    count = 0
    while waiting:
        folder, inside = waiting.pop()
        try:
            about = Path(folder).stat()
            if (about.st_dev, about.st_ino) in seen:  # a link back to a folder above
                continue
            seen.add((about.st_dev, about.st_ino))
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.name.startswith((".", "__MACOSX")):
                        continue
                    kind = _kind(entry)
                    if kind == "folder":
                        waiting.append((entry.path, f"{inside}{entry.name}/"))
                    elif kind == "file":
                        count += 1
                        if count > MAX_FILES:
                            raise TooLargeError(
                                f"There are more than {MAX_FILES} files in it; import a smaller folder."
                            )
                        yield f"{inside}{entry.name}"
        except OSError:
            unreadable.append(inside)


def _kind(entry: os.DirEntry[str]) -> Literal["folder", "file", "other"]:
    try:
        if entry.is_dir():
            return "folder"
        return "file" if entry.is_file() else "other"  # opening a pipe would wait for ever
    except OSError:  # a link that leads to itself
        return "other"
