"""A data set as it is built: in a hidden folder beside its place, renamed when it is whole."""

import hashlib
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from yolosmith.datasets import layout
from yolosmith.datasets.index import IndexedSample, IndexWriter
from yolosmith.datasets.layout import SPLITS
from yolosmith.datasets.source import Pose
from yolosmith.datasets.statistics import BOX_EDGES, GRID, SplitStatistics, cell, size_bin
from yolosmith.datasets.tasks import Task
from yolosmith.errors import ConflictError
from yolosmith.storage import files

THUMBNAILS = 8
"""Pictures shown for the whole set."""

SYNC_SECONDS = 2.0


@contextmanager
def staged(target: Path, staging: Path) -> Iterator[Path]:
    """A hidden folder to build `target` in; it takes the target's place at the end, and leaves nothing on failure.

    Raises:
        ConflictError: There is something at the target.
    """
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    try:
        built = staging / target.name
        built.mkdir()
        with _flushing():
            yield built
        os.sync()  # all of its files before the name that promises them
        if target.exists():
            raise ConflictError(f"There is a data set {target.name} already.")
        built.rename(target)
        files.sync_folder(target.parent)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


@contextmanager
def _flushing() -> Iterator[None]:
    """What is written goes to the disk meanwhile, so that at the end there is little left to wait for."""
    done = threading.Event()

    def flush() -> None:
        while not done.wait(SYNC_SECONDS):
            os.sync()

    thread = threading.Thread(target=flush, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()


class DatasetWriter:
    """Takes the pictures in order; `finish` writes what belongs to all of them.

    Args:
        folder: The new data set's, empty.
        names: Of the classes, by number.
        task: What its labels are for.
        pose: What its keypoints mean, where the task is pose.
        depth_scale: What a PNG's value is divided by to come to metres, where the task is depth.
    """

    def __init__(
        self,
        folder: Path,
        names: list[str],
        task: Task = "detect",
        pose: Pose | None = None,
        depth_scale: float | None = None,
    ) -> None:
        self.folder = folder
        self.names = names
        self.task = task
        self.pose = pose
        self.depth_scale = depth_scale
        self.statistics = {split: SplitStatistics([0] * len(names)) for split in SPLITS}
        self._index = IndexWriter(folder)
        self._hash = hashlib.sha256()
        self._thumbnails: list[str] = []
        for split in SPLITS:
            for place in names if task == "classify" else [""]:
                (layout.image_folder(folder, split) / place).mkdir(parents=True)
            for learned in self._label_folders(split):
                learned.mkdir(parents=True)

    def _label_folders(self, split: str) -> list[Path]:
        drawn = [self.folder / layout.DEPTH_PICTURES / split] if self.task == "depth" else []
        labels = layout.label_folder(self.folder, split, self.task)
        return [labels, *drawn] if labels else []

    def add(self, sample: IndexedSample, text: str) -> None:
        """Enter one picture whose files are in place; `text` is its label file's, or its depth map's SHA-256."""
        self._index.add(sample, ((row.cls, size_bin(row), cell(row)) for row in sample.boxes))
        self.statistics[sample.split].add(sample)
        if (sample.boxes or sample.cls is not None or self.task == "depth") and len(self._thumbnails) < THUMBNAILS:
            self._thumbnails.append(f"{sample.split}/{sample.file}")
        self._hash.update(f"{sample.split}/{sample.file}\0{sample.sha256}\0{text}\0".encode())

    def finish(self, about: dict[str, Any]) -> dict[str, Any]:
        """Write index, data.yaml and, last, the manifest; return the manifest.

        Args:
            about: What the manifest says beside the counts: source, format, report.
        """
        self._index.close()
        splits = [split for split in SPLITS if self.statistics[split].images]
        for split in set(SPLITS) - set(splits):
            shutil.rmtree(layout.image_folder(self.folder, split))
            for learned in self._label_folders(split):
                shutil.rmtree(learned)
        data = layout.data_yaml(self.names, splits, self.pose, self.depth_scale)
        files.write_text(self.folder / layout.DATA_YAML, data)
        self._hash.update(data.encode())
        manifest = {
            "format": 2,
            "name": self.folder.name,
            "task": self.task,
            "names": self.names,
            "keypoints": self.pose and {"shape": self.pose.shape, "flip": self.pose.flip, "names": self.pose.names},
            "depth_scale": self.depth_scale,
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
            "hash": self._hash.hexdigest(),
            "box_edges": list(BOX_EDGES),
            "grid": GRID,
            "splits": {split: self.statistics[split].as_json() for split in splits},
            "thumbnails": self._thumbnails,
            **about,
        }
        files.write_json(self.folder / layout.MANIFEST, manifest)
        return manifest


def label_text(sample: IndexedSample, task: Task, numbers: int = 3) -> str:
    """A picture's label file, as Ultralytics reads it for the task; `numbers` a keypoint."""
    lines = []
    for row in sample.boxes:
        line = str(row.cls)
        if task not in ("segment", "obb"):
            line += f" {row.x:.6f} {row.y:.6f} {row.w:.6f} {row.h:.6f}"
        if task == "pose" and numbers == 3:
            points = row.points
            line += "".join(
                f" {points[at]:.6f} {points[at + 1]:.6f} {points[at + 2]:.0f}" for at in range(0, len(points), 3)
            )
        elif row.points:
            line += "".join(f" {value:.6f}" for value in row.points)
        lines.append(line + "\n")
    return "".join(lines)
