"""Ultralytics' own `*.cache` of a data set's labels, written at import: the first training need not look through it.

It lies outside of the content hash. Where the folder was moved, Ultralytics sees that it does not fit, and reads.
"""

from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from ultralytics.data.dataset import DATASET_CACHE_VERSION
from ultralytics.data.utils import get_hash, img2label_paths, save_dataset_cache_file
from ultralytics.utils.ops import segments2boxes

from yolosmith.datasets import layout
from yolosmith.datasets.index import IndexedSample, read_all


def write(folder: Path, manifest: dict[str, Any]) -> None:
    """Write the caches of all splits of a data set that is in its place."""
    folder = folder.resolve()  # as Ultralytics sees it
    by_split: defaultdict[str, list[tuple[str, IndexedSample]]] = defaultdict(list)
    for sample in read_all(folder):
        by_split[sample.split].append((f"{layout.image_folder(folder, sample.split)}/{sample.file}", sample))
    for split, found in by_split.items():
        found.sort(key=lambda one: one[0])
        path = layout.label_folder(folder, split, manifest["task"]) or layout.image_folder(folder, split)
        make = {"classify": _of_pictures, "depth": _of_maps}.get(manifest["task"], _of_labels)
        cache = make(found, manifest)
        save_dataset_cache_file("", path.with_suffix(".cache"), cache, DATASET_CACHE_VERSION)


def _of_pictures(found: list[tuple[str, IndexedSample]], manifest: dict[str, Any]) -> dict[str, Any]:
    samples = [(path, sample.cls) for path, sample in found]
    return {
        "hash": get_hash([path for path, _ in samples] + manifest["names"]),
        "results": (len(samples), 0, len(samples), samples),
        "msgs": [],
    }


def _of_maps(found: list[tuple[str, IndexedSample]], manifest: dict[str, Any]) -> dict[str, Any]:
    pictures = [path for path, _ in found]
    folder = Path(pictures[0]).parents[2]
    maps = [str(layout.depth_file(folder, sample.split, sample.file)) for _, sample in found]
    labels = [
        {
            "im_file": path,
            "shape": (sample.height, sample.width),
            "cls": np.array([], np.float32),
            "bboxes": np.zeros((0, 4), np.float32),
            "segments": [],
            "normalized": True,
            "bbox_format": "xywh",
        }
        for path, sample in found
    ]
    return {
        "labels": labels,
        "hash": get_hash([*maps, *pictures, str(manifest["depth_scale"])]),
        "results": (len(found), 0, 0, 0, len(found)),
        "msgs": [],
    }


def _of_labels(found: list[tuple[str, IndexedSample]], manifest: dict[str, Any]) -> dict[str, Any]:
    shape = list(manifest["keypoints"]["shape"]) if manifest["keypoints"] else None
    pictures = [path for path, _ in found]
    scanned = (manifest["task"] == "pose", len(manifest["names"]), shape, False)
    empty = sum(not sample.boxes for _, sample in found)
    return {
        "labels": [_label(path, sample, manifest["task"], shape) for path, sample in found],
        "hash": get_hash(img2label_paths(pictures) + pictures + [str(scanned)]),
        "results": (len(found), 0, empty, 0, len(found)),
        "msgs": [],
    }


def _label(path: str, sample: IndexedSample, task: str, shape: list[int] | None) -> dict[str, Any]:
    """What `YOLODataset` makes of one label file: classes (n, 1), boxes (n, 4), outlines, keypoints (n, k, 3)."""
    rows = sample.boxes
    classes = np.array([[row.cls] for row in rows], np.float32).reshape(-1, 1)
    boxes = np.array([row[1:5] for row in rows], np.float32).reshape(-1, 4)
    segments = []
    if task in ("segment", "obb") and rows:
        segments = [np.array(row.points, np.float32).reshape(-1, 2) for row in rows]
        boxes = segments2boxes(segments)
    keypoints = None
    if task == "pose" and shape:
        keypoints = np.array([row.points for row in rows], np.float32).reshape(-1, *shape)
        if shape[1] == 2:
            seen = np.where((keypoints[..., 0] < 0) | (keypoints[..., 1] < 0), 0.0, 1.0).astype(np.float32)
            keypoints = np.concatenate([keypoints, seen[..., None]], axis=-1)
    return {
        "im_file": path,
        "shape": (sample.height, sample.width),
        "cls": classes,
        "bboxes": boxes,
        "segments": segments,
        "keypoints": keypoints,
        "normalized": True,
        "bbox_format": "xywh",
    }
