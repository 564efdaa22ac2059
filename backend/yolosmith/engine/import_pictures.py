"""The part of an import that is done picture by picture, by several processes at once where there are many."""

import hashlib
import multiprocessing
import os
from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from yolosmith.datasets import layout
from yolosmith.datasets.boxes import Box, clean, turn
from yolosmith.datasets.index import IndexedSample
from yolosmith.datasets.report import CHANGED
from yolosmith.datasets.source import Picture, Source
from yolosmith.engine.dataset_writer import label_text
from yolosmith.engine.depth_maps import DepthMap, check_depth
from yolosmith.engine.limits import die_with_parent
from yolosmith.engine.outlines import outlined
from yolosmith.engine.pictures import Checked, UnusableError, check_picture

PROCESSES = min(4, os.cpu_count() or 1)
BATCH = 64


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture and where it goes: its split, and its file's name without a suffix (behind its class's folder)."""

    picture: Picture
    split: str
    stem: str


@dataclass(frozen=True, slots=True)
class Written:
    """A picture that is in place, with what is learned of it: its label file's text, or its depth map's SHA-256.

    Without `sample` it was left out.

    Attributes:
        found: What was repaired or why it was left out, by kind of `report.KINDS`.
    """

    sample: IndexedSample | None = None
    text: str = ""
    found: Counter[str] = field(default_factory=Counter)


@dataclass
class Work:
    """What the processes know from the start, by being forked: nothing of it is sent to them."""

    root: Path
    folder: Path
    source: Source
    placed: list[Placed]

    def batch(self, first: int) -> list[Written]:
        """Write the pictures from `first` on, a batch of them."""
        return [self._write(placed) for placed in self.placed[first : first + BATCH]]

    def _write(self, placed: Placed) -> Written:
        picture, source = placed.picture, self.source
        try:
            checked = check_picture(f"{self.root}/{picture.path}")
            depth = check_depth(self.root / picture.depth, checked) if picture.depth else None
        except UnusableError as error:
            return Written(found=Counter({error.kind: 1}))
        if source.read_label:
            source.read_label(picture)
        found = Counter(picture.found) + Counter(checked.found)
        upright = _upright(picture, checked, found, relative=source.relative)
        (width, height), pixels = ((1, 1), checked.size) if source.relative else (checked.size, (1, 1))
        boxes = [outlined(box, source.task, found, pixels) if box.parts or box.mask else box for box in upright]
        rows, repaired = clean(boxes, width, height, source.form)
        found += repaired
        file = placed.stem + checked.suffix
        changed = any(found[kind] for kind in CHANGED)
        sha256 = hashlib.sha256(checked.data).hexdigest()
        sample = IndexedSample(placed.split, file, *checked.size, rows, picture.cls, changed, sha256)
        _store(f"{layout.image_folder(self.folder, placed.split)}/{file}", checked.data)
        if depth:
            return Written(sample, self._store_depth(depth, placed), found)
        text = label_text(sample, source.task, source.form.keypoints[1])
        if source.task != "classify":
            _store(str(layout.label_file(self.folder, placed.split, file)), text.encode())
        return Written(sample, text, found)

    def _store_depth(self, depth: DepthMap, placed: Placed) -> str:
        """The map, and its picture; answers the map's SHA-256."""
        _store(f"{self.folder}/{layout.DEPTH}/{placed.split}/{placed.stem}{depth.suffix}", depth.data)
        _store(f"{self.folder}/{layout.DEPTH_PICTURES}/{placed.split}/{placed.stem}.png", depth.drawn)
        return hashlib.sha256(depth.data).hexdigest()


def write_all(work: Work) -> Iterator[tuple[Placed, Written]]:
    """All pictures, in order; no more than a few batches are under way or waiting."""
    if len(work.placed) <= BATCH:  # one process would do them all, and starting it takes longer than some of them
        yield from zip(work.placed, work.batch(0), strict=True)
        return
    global _work
    _work = work
    starts = iter(range(0, len(work.placed), BATCH))
    context = multiprocessing.get_context("fork")  # as the inspector itself does: the source is large
    with ProcessPoolExecutor(PROCESSES, mp_context=context, initializer=die_with_parent) as pool:
        waiting: deque[tuple[int, Future[list[Written]]]] = deque()
        while True:
            for first in starts:
                waiting.append((first, pool.submit(_batch, first)))
                if len(waiting) >= 3 * PROCESSES:
                    break
            if not waiting:
                return
            first, batch = waiting.popleft()
            yield from zip(work.placed[first : first + BATCH], batch.result(), strict=True)


_work: Work | None = None


def _batch(first: int) -> list[Written]:
    assert _work is not None
    return _work.batch(first)


def _store(path: str, data: bytes) -> None:
    with open(path, "wb", buffering=0) as file:  # noqa: PTH123  a path object costs as much as the writing
        file.write(data)


def _upright(picture: Picture, checked: Checked, found: Counter[str], *, relative: bool) -> list[Box]:
    """The boxes in the upright picture. An annotation that states the size of the picture as stored, lying on its
    side, was made without heed to EXIF; all others were made on what one sees."""
    if relative or picture.size is None or picture.size == checked.size:
        return picture.boxes
    if picture.size == checked.stored:
        return [turn(_plain(box), checked.orientation, *checked.stored) for box in picture.boxes]
    found["size_differs"] += 1
    return picture.boxes


def _plain(box: Box) -> Box:
    """A mask's outline, so that it can be turned."""
    return outlined(box, "segment", Counter(), (1, 1)) if box.mask else box
