"""A data set from a zip or a folder into the workspace: read, checked picture by picture, written in one layout."""

import errno
import hashlib
import itertools
import os
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from yolosmith.datasets import layout
from yolosmith.datasets.archive import unpack
from yolosmith.datasets.boxes import clean, turn
from yolosmith.datasets.formats import read_source
from yolosmith.datasets.index import IndexedSample
from yolosmith.datasets.report import Report
from yolosmith.datasets.source import Picture, Source, SourceFolder, divide
from yolosmith.engine.dataset_writer import DatasetWriter, staged
from yolosmith.engine.jobs import Say
from yolosmith.engine.pictures import Checked, UnusableError, check_picture
from yolosmith.errors import Fault, TooLargeError, UnreadableError

THREADS = min(4, os.cpu_count() or 1)
BATCH = 64
SAY_SECONDS = 0.2
MAX_STEM = 180
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True, slots=True)
class Written:
    """One picture that is in place, the SHA-256 of its file, and what was repaired; or why it was left out."""

    sample: IndexedSample | None
    sha256: str
    found: Counter[str]


class Progress:
    """Says how far the import is, a few times a second."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._next = 0.0

    def __call__(self, message: str, done: int, total: int) -> None:
        """`done` of `total` units of the step called `message`."""
        now = time.monotonic()
        if now >= self._next or done in (0, total):
            self._next = now + SAY_SECONDS
            self._say({"done": done, "total": total, "message": message})


def run(args: dict[str, Any], say: Say) -> dict[str, Any]:
    """Import `args["source"]` (folder or zip) as `args["target"]`; answer the manifest.

    Args:
        args: `source`, `target`, `staging`: absolute paths, the last a hidden folder of the caller's on the target's
            file system; `format`: auto, yolo, coco, voc; `origin`: what the manifest calls the source.
        say: Gets `{"done", "total", "message"}`.

    Raises:
        UnreadableError: The source is no data set, or nothing of it is usable.
        TooLargeError: It is past a limit, or the disk is full.
        ConflictError: The target is there already.
    """
    source, target, staging = Path(args["source"]), Path(args["target"]), Path(args["staging"])
    progress = Progress(say)
    try:
        if source.is_file():
            unpack(source, staging / "source", lambda done, total: progress("Unpacking", done, total))
            source = staging / "source"
        return _import(source, target, staging, args, progress)
    except OSError as error:
        if error.errno in FULL:
            raise TooLargeError(
                "The workspace's disk is full. Free some space and import again; nothing was kept."
            ) from error
        raise


def _import(root: Path, target: Path, staging: Path, args: dict[str, Any], progress: Progress) -> dict[str, Any]:
    progress("Reading annotations", 0, 0)
    report = Report()
    source = read_source(SourceFolder(root), args["format"], report)
    if made := divide(source.pictures):
        report.add("split_made", f"{made} of {len(source.pictures)} pictures", made)
    if not source.pictures or not source.names:
        raise _nothing("No picture with an annotation is left.", report)
    with staged(target, staging / "built") as folder:
        writer = DatasetWriter(folder, source.names)
        total = len(source.pictures)
        for done, (picture, written) in enumerate(_write_all(root, folder, source, report)):
            for kind, count in written.found.items():
                image = f"{written.sample.split}/{written.sample.file}" if written.sample else None
                report.add(kind, picture.path, count, image)
            if written.sample:
                writer.add(written.sample, written.sha256)
            progress("Checking pictures", done + 1, total)
        _check_enough(writer, report)
        about = {"source": args["origin"], "source_format": source.format, "report": report.as_json()}
        return writer.finish(about)


def _write_all(root: Path, folder: Path, source: Source, report: Report) -> Iterator[tuple[Picture, Written]]:
    """All pictures in order; a few threads decode them, and no more than a batch is under way."""
    taken: set[tuple[str, str]] = set()
    pictures = iter(sorted(source.pictures, key=lambda picture: (layout.SPLITS.index(_split(picture)), picture.path)))
    with ThreadPoolExecutor(THREADS) as pool:
        while batch := list(itertools.islice(pictures, BATCH)):
            stems = [_free_stem(picture, taken, report) for picture in batch]
            futures = [
                pool.submit(_write, root, folder, picture, stem, relative=source.relative)
                for picture, stem in zip(batch, stems, strict=True)
            ]
            for picture, future in zip(batch, futures, strict=True):
                yield picture, future.result()


def _write(root: Path, folder: Path, picture: Picture, stem: str, *, relative: bool) -> Written:
    try:
        checked = check_picture(root / picture.path)
    except UnusableError as error:
        return Written(None, "", Counter({error.kind: 1}))
    found = Counter(picture.found) + Counter(checked.found)
    width, height = (1, 1) if relative else checked.size
    boxes, repaired = clean(_upright(picture, checked, found, relative=relative), width, height)
    split, file = _split(picture), stem + checked.suffix
    (layout.image_folder(folder, split) / file).write_bytes(checked.data)
    if checked.thumbnail:
        thumbnail = layout.thumbnail_file(folder, split, file)
        thumbnail.parent.mkdir(parents=True, exist_ok=True)
        thumbnail.write_bytes(checked.thumbnail)
    sample = IndexedSample(split, file, *checked.size, boxes)
    return Written(sample, hashlib.sha256(checked.data).hexdigest(), found + repaired)


def _upright(picture: Picture, checked: Checked, found: Counter[str], *, relative: bool) -> Any:
    """The boxes in the upright picture. An annotation that states the size of the picture as stored, lying on its
    side, was made without heed to EXIF; all others were made on what one sees."""
    if relative or picture.size is None or picture.size == checked.size:
        return picture.boxes
    if picture.size == checked.stored:
        return [turn(box, checked.orientation, *checked.stored) for box in picture.boxes]
    found["size_differs"] += 1
    return picture.boxes


def _split(picture: Picture) -> str:
    return picture.split or "train"


def _free_stem(picture: Picture, taken: set[tuple[str, str]], report: Report) -> str:
    """A file name for the picture that is new in its split, on file systems too that do not tell upper from lower."""
    original = PurePosixPath(picture.path).stem
    stem = unicodedata.normalize("NFC", original).encode("utf-8", "replace").decode()
    stem = re.sub(r"[\x00-\x1f\x7f/\\]", "_", stem).lstrip(".") or "picture"
    while len(stem.encode()) > MAX_STEM:
        stem = stem[:-1]
    wanted, number = stem, 2
    while (_split(picture), stem.casefold()) in taken:
        stem, number = f"{wanted}-{number}", number + 1
    taken.add((_split(picture), stem.casefold()))
    if stem != original:
        report.add("picture_renamed", picture.path)
    return stem


def _check_enough(writer: DatasetWriter, report: Report) -> None:
    for split in ("train", "val"):
        if not writer.statistics[split].images:
            raise _nothing(f"No usable picture is left for {split}; a data set needs train and val.", report)
    if not any(statistics.boxes for statistics in writer.statistics.values()):
        raise _nothing("No box is left.", report)


def _nothing(message: str, report: Report) -> UnreadableError:
    """What was found is then the explanation."""
    faults = [
        Fault((finding.place,), f"{entry['text']}.", actual=finding.count)
        for entry in report.as_json()
        for finding in report.findings[entry["kind"]][:10]
    ]
    return UnreadableError(message, faults)
