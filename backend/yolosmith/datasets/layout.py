"""The layout of a data set in the workspace: what Ultralytics reads, and beside it what we know about it."""

from pathlib import Path
from typing import Any

import yaml

from yolosmith.datasets.source import Pose

SPLITS = ("train", "val", "test")
DATA_YAML = "data.yaml"
MANIFEST = "dataset.json"
"""Written last: a folder without it is not a data set of ours."""

DUPLICATES = "duplicates.json"
"""What the last search for duplicates found; no part of the content."""

IMAGES, LABELS, THUMBNAILS = "images", "labels", "thumbnails"
DEPTH, DEPTH_PICTURES = "depth", "depth_pictures"
DEPTH_SUFFIXES = (".png", ".npy")
"""In the order in which Ultralytics looks for a map."""

HEADER = "# Paths are relative to this file, so that the folder can be moved.\n"


def data_yaml(names: list[str], splits: list[str], pose: Pose | None = None, depth_scale: float | None = None) -> str:
    """The text of `data.yaml`: without `path`, which Ultralytics then takes to be the folder of the file."""
    document: dict[str, Any] = {split: f"{IMAGES}/{split}" for split in splits}
    if pose is not None:
        document["kpt_shape"] = list(pose.shape)
        if pose.flip is not None:
            document["flip_idx"] = pose.flip
    if depth_scale is not None:
        document["depth_scale"] = depth_scale
    document["names"] = dict(enumerate(names))
    return HEADER + yaml.safe_dump(document, sort_keys=False, allow_unicode=True)


def trained_on(folder: Path, task: str) -> Path:
    """What Ultralytics wants as `data`: the data.yaml, or for classification the folder of the splits."""
    return folder / (IMAGES if task == "classify" else DATA_YAML)


def image_folder(folder: Path, split: str) -> Path:
    """Where the pictures of a split lie; where the task is classify, in a folder for each class."""
    return folder / IMAGES / split


def image_file(folder: Path, split: str, image: str) -> Path:
    """A picture."""
    return folder / IMAGES / split / image


def label_folder(folder: Path, split: str, task: str) -> Path | None:
    """Where what Ultralytics learns of a split's pictures lies; None where their folders say it."""
    return None if task == "classify" else folder / (DEPTH if task == "depth" else LABELS) / split


def label_file(folder: Path, split: str, image: str) -> Path:
    """The label file of a picture."""
    return folder / LABELS / split / f"{image.rpartition('.')[0]}.txt"


def depth_file(folder: Path, split: str, image: str) -> Path:
    """The depth map of a picture, as Ultralytics finds it."""
    stem = folder / DEPTH / split / image.rpartition(".")[0]
    found = (stem.with_name(stem.name + suffix) for suffix in DEPTH_SUFFIXES)
    return next((path for path in found if path.is_file()), stem.with_name(stem.name + DEPTH_SUFFIXES[-1]))


def depth_picture(folder: Path, split: str, image: str) -> Path:
    """A grey picture of its depth map, for the eye."""
    return folder / DEPTH_PICTURES / split / depth_name(image)


def depth_name(image: str) -> str:
    """What that picture is called."""
    return f"{image.rpartition('.')[0]}.png"


def thumbnail_file(folder: Path, split: str, image: str) -> Path:
    """The small copy of a picture; only large ones have one."""
    return folder / THUMBNAILS / split / f"{image.rpartition('.')[0]}.jpg"
