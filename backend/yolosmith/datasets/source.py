"""A folder that someone hands in: its files, safely read, and what a reader of one format makes of them."""

import hashlib
import json
import os
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

import yaml

from yolosmith.datasets.boxes import Box, Form
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
    """The regular files below a root; hidden ones are left out, links are followed once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files = sorted(_walk(root))
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

    def has(self, path: str) -> bool:
        """Whether this relative path is one of the files."""
        return path in self._known

    def with_suffix(self, *suffixes: str) -> list[str]:
        """Files by their (lower case) suffix."""
        return [path for path in self.files if _suffix(path) in suffixes]

    def find_image(self, name: str, near: str) -> str | None:
        """The picture that an annotation file at `near` calls `name`: longest common tail, same split, nearest."""
        wanted = PurePosixPath(name.replace("\\", "/"))
        return _closest(self._by_name.get(wanted.name, []), wanted, near)

    def find_stem(self, stem: str, near: str) -> str | None:
        """The picture with this stem, whatever its suffix, closest to the file `near`."""
        return _closest(self._by_stem.get(stem, []), PurePosixPath(stem), near)

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
            raise UnreadableError(f"{path} cannot be opened: {error.strerror}.") from error
        if large:
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
    for part in reversed(PurePosixPath(path).parts):
        for word in re.split(r"[^a-z]+", part.lower()):
            if word in SPLIT_WORDS:
                return SPLIT_WORDS[word]
    return None


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


def _closest(found: list[str], wanted: PurePosixPath, near: str) -> str | None:
    if len(found) < 2:
        return found[0] if found else None
    folder = PurePosixPath(near).parts[:-1]

    def score(path: str) -> tuple[int, bool, int, str]:
        parts = PurePosixPath(path).parts
        tail = sum(1 for _ in _common(reversed(parts), reversed(wanted.parts)))
        return -tail, split_of(path) != split_of(near), -sum(1 for _ in _common(iter(parts), iter(folder))), path

    return min(found, key=score)


def _common(one: Iterator[str], other: Iterator[str]) -> Iterator[str]:
    for left, right in zip(one, other, strict=False):
        if left != right:
            return
        yield left


def _suffix(path: str) -> str:
    dot = path.rfind(".")
    return path[dot:].lower() if dot > path.rfind("/") else ""


def _walk(root: Path) -> Iterator[str]:
    seen: set[tuple[int, int]] = set()
    waiting = [(str(root), "")]
    count = 0
    while waiting:
        folder, inside = waiting.pop()
        about = Path(folder).stat()
        if (about.st_dev, about.st_ino) in seen:  # a link back to a folder above
            continue
        seen.add((about.st_dev, about.st_ino))
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith((".", "__MACOSX")):
                    continue
                if entry.is_dir():
                    waiting.append((entry.path, f"{inside}{entry.name}/"))
                elif entry.is_file():  # opening a pipe would wait for ever
                    count += 1
                    if count > MAX_FILES:
                        raise TooLargeError(f"There are more than {MAX_FILES} files in it; import a smaller folder.")
                    yield f"{inside}{entry.name}"
