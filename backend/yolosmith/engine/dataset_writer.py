"""A data set as it is built: in a hidden folder beside its place, renamed when it is whole."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from yolosmith.datasets import layout
from yolosmith.datasets.index import IndexedSample, IndexWriter
from yolosmith.datasets.layout import SPLITS
from yolosmith.datasets.statistics import BOX_EDGES, SplitStatistics
from yolosmith.errors import ConflictError
from yolosmith.storage import files

THUMBNAILS = 8
"""Pictures shown for the whole set."""


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
        yield built
        os.sync()  # all of its files before the name that promises them
        if target.exists():
            raise ConflictError(f"There is a data set {target.name} already.")
        built.rename(target)
        files.sync_folder(target.parent)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


class DatasetWriter:
    """Takes the pictures in order; `finish` writes what belongs to all of them."""

    def __init__(self, folder: Path, names: list[str]) -> None:
        self.folder = folder
        self.names = names
        self.statistics = {split: SplitStatistics([0] * len(names)) for split in SPLITS}
        self._index = IndexWriter(folder)
        self._hash = hashlib.sha256()
        self._thumbnails: list[str] = []
        for split in SPLITS:
            layout.image_folder(folder, split).mkdir(parents=True)
            layout.label_file(folder, split, "").parent.mkdir(parents=True)

    def add(self, sample: IndexedSample, image: str) -> None:
        """Enter one picture whose files are in place; `image` is the SHA-256 of its file."""
        label = layout.label_file(self.folder, sample.split, sample.file)
        text = "".join(f"{cls} {x:.6f} {y:.6f} {w:.6f} {h:.6f}\n" for cls, x, y, w, h in sample.boxes)
        label.write_text(text, encoding="utf-8")
        self._index.add(sample)
        self.statistics[sample.split].add(sample)
        if sample.boxes and len(self._thumbnails) < THUMBNAILS:
            self._thumbnails.append(f"{sample.split}/{sample.file}")
        self._hash.update(f"{sample.split}/{sample.file}\0{image}\0{text}\0".encode())

    def finish(self, about: dict[str, Any]) -> dict[str, Any]:
        """Write index, data.yaml and, last, the manifest; return the manifest.

        Args:
            about: What the manifest says beside the counts: source, format, report.
        """
        self._index.close()
        splits = [split for split in SPLITS if self.statistics[split].images]
        for split in set(SPLITS) - set(splits):
            layout.image_folder(self.folder, split).rmdir()
            layout.label_file(self.folder, split, "").parent.rmdir()
        data = layout.data_yaml(self.names, splits)
        files.write_text(self.folder / layout.DATA_YAML, data)
        self._hash.update(data.encode())
        manifest = {
            "format": 1,
            "name": self.folder.name,
            "task": "detect",
            "names": self.names,
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
            "hash": self._hash.hexdigest(),
            "box_edges": list(BOX_EDGES),
            "splits": {split: self.statistics[split].as_json() for split in splits},
            "thumbnails": self._thumbnails,
            **about,
        }
        files.write_json(self.folder / layout.MANIFEST, manifest)
        return manifest
