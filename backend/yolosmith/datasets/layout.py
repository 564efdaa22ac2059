"""The layout of a data set in the workspace: what Ultralytics reads, and beside it what we know about it."""

from pathlib import Path

import yaml

SPLITS = ("train", "val", "test")
DATA_YAML = "data.yaml"
MANIFEST = "dataset.json"
"""Written last: a folder without it is not a data set of ours."""

IMAGES, LABELS, THUMBNAILS = "images", "labels", "thumbnails"
HEADER = "# Paths are relative to this file, so that the folder can be moved.\n"


def data_yaml(names: list[str], splits: list[str]) -> str:
    """The text of `data.yaml`: without `path`, which Ultralytics then takes to be the folder of the file."""
    document = {split: f"{IMAGES}/{split}" for split in splits} | {"names": dict(enumerate(names))}
    return HEADER + yaml.safe_dump(document, sort_keys=False, allow_unicode=True)


def image_folder(folder: Path, split: str) -> Path:
    """Where the pictures of a split lie."""
    return folder / IMAGES / split


def label_file(folder: Path, split: str, image: str) -> Path:
    """The label file of a picture."""
    return folder / LABELS / split / f"{Path(image).stem}.txt"


def thumbnail_file(folder: Path, split: str, image: str) -> Path:
    """The small copy of a picture; only large ones have one."""
    return folder / THUMBNAILS / split / f"{Path(image).stem}.jpg"
