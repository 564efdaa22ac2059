"""A data set from a zip or a folder into the workspace: read, checked picture by picture, written in one layout."""

import errno
import re
import time
import unicodedata
from pathlib import Path, PurePosixPath
from typing import Any

from yolosmith.datasets import layout
from yolosmith.datasets.archive import unpack
from yolosmith.datasets.formats import read_source
from yolosmith.datasets.index import IndexedSample
from yolosmith.datasets.report import Report
from yolosmith.datasets.source import Picture, Source, SourceFolder, divide
from yolosmith.engine import label_cache
from yolosmith.engine.dataset_writer import DatasetWriter, staged
from yolosmith.engine.import_pictures import Placed, Work, write_all
from yolosmith.engine.jobs import Say
from yolosmith.errors import Fault, TooLargeError, UnreadableError

SAY_SECONDS = 0.2
MAX_STEM = 180
PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_. -]{0,99}")
"""Names that can stay as they are."""

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


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
            file system; `format`: auto or one of `datasets.formats`; `task`: auto or one of `datasets.tasks`; `origin`:
            what the manifest calls the source.
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
    source = read_source(SourceFolder(root), args["format"], report, args.get("task", "auto"))
    if made := divide(source.pictures):
        report.add("split_made", f"{made} of {len(source.pictures)} pictures", made)
    if not source.pictures or not source.names:
        raise _nothing("No picture with an annotation is left.", report)
    placed = _places(source, report)
    with staged(target, staging / "built") as folder:
        writer, twins = DatasetWriter(folder, source.names, source.task, source.pose, source.depth_scale), Twins()
        for done, (place, written) in enumerate(write_all(Work(root, folder, source, placed))):
            for kind, count in written.found.items():
                image = f"{written.sample.split}/{written.sample.file}" if written.sample else None
                report.add(kind, place.picture.path, count, image)
            if written.sample:
                writer.add(written.sample, written.text)
                twins.see(written.sample, report)
            progress("Checking pictures", done + 1, len(placed))
        _check_enough(writer, report)
        about = {"source": args["origin"], "source_format": source.format, "report": report.as_json()}
        manifest = writer.finish(about)
    progress("Writing Ultralytics' list of labels", 0, 0)
    label_cache.write(target, manifest)
    return manifest


class Twins:
    """Notes pictures that are in another split too, byte for byte: what is validated with was then learned by heart."""

    def __init__(self) -> None:
        self._seen: dict[str, str] = {}

    def see(self, sample: IndexedSample, report: Report) -> None:
        """The next picture."""
        first = self._seen.setdefault(sample.sha256, sample.split)
        if first != sample.split:
            image = f"{sample.split}/{sample.file}"
            report.add("picture_across_splits", image, 1, image)


def _places(source: Source, report: Report) -> list[Placed]:
    """All pictures in order, each with a name that is new in its split, where upper and lower case count the same."""
    if source.task == "classify":
        source.names = _folder_names(source.names)
    taken: set[str] = set()
    placed = []
    for picture in sorted(source.pictures, key=lambda one: (layout.SPLITS.index(one.split or "train"), one.path)):
        split = picture.split or "train"
        inside = f"{source.names[picture.cls]}/" if picture.cls is not None else ""
        placed.append(Placed(picture, split, inside + _free_stem(picture, f"{split}/{inside}", taken, report)))
    return placed


def _free_stem(picture: Picture, folder: str, taken: set[str], report: Report) -> str:
    original = PurePosixPath(picture.path).stem
    stem = original if PLAIN.fullmatch(original) else _file_name(original)
    wanted, number = stem, 2
    while (key := (folder + stem).casefold()) in taken:
        stem, number = f"{wanted}-{number}", number + 1
    taken.add(key)
    if stem != original:
        report.add("picture_renamed", picture.path)
    return stem


def _file_name(original: str) -> str:
    name = unicodedata.normalize("NFC", original).encode("utf-8", "replace").decode()
    name = re.sub(r"[\x00-\x1f\x7f/\\]", "_", name).lstrip(".") or "picture"
    while len(name.encode()) > MAX_STEM:
        name = name[:-1]
    return name


def _folder_names(names: list[str]) -> list[str]:
    """Classes' names fit for folders, in the same order: Ultralytics numbers the folders by their names' order."""
    safe = [_file_name(name) for name in names]
    return safe if safe == sorted(set(safe)) else [f"{number:03}-{name}"[:MAX_STEM] for number, name in enumerate(safe)]


def _check_enough(writer: DatasetWriter, report: Report) -> None:
    for split in ("train", "val"):
        if not writer.statistics[split].images:
            raise _nothing(f"No usable picture is left for {split}; a data set needs train and val.", report)
    if writer.task not in ("classify", "depth") and not any(
        statistics.boxes for statistics in writer.statistics.values()
    ):
        raise _nothing("No box is left.", report)


def _nothing(message: str, report: Report) -> UnreadableError:
    """What was found is then the explanation."""
    faults = [
        Fault((finding.place,), f"{entry['text']}.", actual=finding.count)
        for entry in report.as_json()
        for finding in report.findings[entry["kind"]][:10]
    ]
    return UnreadableError(message, faults)
