"""A new data set from one that is there: other splits, or without duplicates. Its pictures are the same files."""

import hashlib
import os
import shutil
from pathlib import Path, PurePosixPath
from typing import Any

from yolosmith.datasets import layout
from yolosmith.datasets.derive import Plan, planned
from yolosmith.datasets.index import IndexedSample, read_all
from yolosmith.datasets.source import Pose
from yolosmith.engine import label_cache
from yolosmith.engine.dataset_writer import DatasetWriter, label_text, staged
from yolosmith.engine.jobs import Say
from yolosmith.errors import Fault, NotFoundError
from yolosmith.storage.files import read_json

SAY_EVERY = 200


def run(args: dict[str, Any], say: Say) -> dict[str, Any]:
    """The job `derive_dataset`; answers the new manifest.

    Args:
        args: `source`, `target`, `staging`: absolute paths; `plan`: see `datasets.derive.Plan`; `origin`.
        say: Gets `{"done", "total", "message"}`.

    Raises:
        ConflictError: The target is there already.
        NotFoundError: The source, or a picture of it, is gone.
    """
    source, target = Path(args["source"]), Path(args["target"])
    if not (source / layout.MANIFEST).is_file():
        raise NotFoundError(f"The data set {source.name} is not there any more.")
    before = read_json(source / layout.MANIFEST)
    told = before["keypoints"]
    pose = Pose(tuple(told["shape"]), told["flip"], told["names"]) if told else None
    samples = list(read_all(source))
    places = planned(samples, Plan.from_json(args["plan"]))
    with staged(target, Path(args["staging"]) / "built") as folder:
        writer = DatasetWriter(folder, before["names"], before["task"], pose, before.get("depth_scale"))
        taken: set[str] = set()
        chosen = [(sample, split) for sample, split in zip(samples, places, strict=True) if split is not None]
        chosen.sort(key=lambda one: (layout.SPLITS.index(one[1]), one[0].split, one[0].file))
        for done, (sample, split) in enumerate(chosen):
            moved = _moved(sample, split, taken)
            _link(source, sample, folder, moved)
            writer.add(moved, _learned(folder, moved, writer))
            if done % SAY_EVERY == 0:
                say({"done": done, "total": len(chosen), "message": "Linking pictures"})
        about = {"source": args["origin"], "source_format": before["source_format"], "report": []}
        manifest = writer.finish(about)
    label_cache.write(target, manifest)
    return manifest


def _learned(folder: Path, sample: IndexedSample, writer: DatasetWriter) -> str:
    """What the hash says of a picture beside its pixels: its label file's text, or its depth map's SHA-256."""
    if writer.task == "depth":
        return hashlib.sha256(layout.depth_file(folder, sample.split, sample.file).read_bytes()).hexdigest()
    return label_text(sample, writer.task, writer.pose.shape[1] if writer.pose else 3)


def _moved(sample: IndexedSample, split: str, taken: set[str]) -> IndexedSample:
    """In its new split, under its name, or one like it where that is taken."""
    path = PurePosixPath(sample.file)
    wanted, number = path, 2
    while (key := f"{split}/{wanted.with_suffix('')}".casefold()) in taken:
        wanted, number = path.with_stem(f"{path.stem}-{number}"), number + 1
    taken.add(key)
    return IndexedSample(
        split, str(wanted), sample.width, sample.height, sample.boxes, sample.cls, sample.repaired, sample.sha256
    )


def _link(source: Path, sample: IndexedSample, folder: Path, moved: IndexedSample) -> None:
    """One file under two names: data sets are never changed in place, and Ultralytics swaps files as a whole.

    Raises:
        NotFoundError: The picture is gone, as when the data set was deleted meanwhile.
    """
    if not layout.image_file(source, sample.split, sample.file).is_file():
        message = f"The picture {sample.split}/{sample.file} of {source.name} is not there any more; nothing was kept."
        raise NotFoundError(message, [Fault((f"{sample.split}/{sample.file}",), message)])
    for place in (layout.image_file, layout.label_file, layout.thumbnail_file, layout.depth_picture, layout.depth_file):
        old = place(source, sample.split, sample.file)
        if old.is_file():
            new = place(folder, moved.split, moved.file).with_suffix(old.suffix)
            new.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(old, new)
            except OSError:  # a file system without links, or one that allows no more of them
                shutil.copyfile(old, new)
