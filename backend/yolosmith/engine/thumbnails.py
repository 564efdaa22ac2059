"""Small copies of a data set's large pictures, for the gallery. They are no part of its content."""

import contextlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from yolosmith.datasets import layout
from yolosmith.datasets.index import IndexedSample, read_all
from yolosmith.engine.jobs import Say
from yolosmith.engine.pictures import make_thumbnail
from yolosmith.storage.files import write_bytes

THREADS = 2


def run(args: dict[str, Any], say: Say) -> None:
    """The job `make_thumbnails`; `args["folder"]`: the data set's. What has one is left as it is."""
    folder = Path(args["folder"])

    def make(sample: IndexedSample) -> None:
        target = layout.thumbnail_file(folder, sample.split, sample.file)
        with contextlib.suppress(OSError):  # the disk is full: the gallery shows the picture itself
            if not target.exists():
                small = make_thumbnail(layout.image_folder(folder, sample.split) / sample.file)
                if small is not None:
                    write_bytes(target, small)

    with ThreadPoolExecutor(THREADS) as pool:
        for _ in pool.map(make, read_all(folder)):
            pass
