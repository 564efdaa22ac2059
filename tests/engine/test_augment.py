"""Pictures before a training are those that Ultralytics' own loader makes in it."""

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from ultralytics.cfg import get_cfg
from ultralytics.data import build_yolo_dataset
from ultralytics.data.utils import check_det_dataset

from tests.datasets.task_sets import NAMES, task_set
from yolosmith.engine import augment
from yolosmith.errors import UnreadableError

TASKS = ("detect", "segment", "pose", "obb", "classify")
ARGS: dict[str, Any] = {"imgsz": 64, "mosaic": 1.0, "mixup": 0.5, "degrees": 20.0, "fliplr": 0.5}


@pytest.fixture(scope="module")
def sets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A data set a task, laid out as in a workspace."""
    found = {}
    for task in TASKS:
        folder = tmp_path_factory.mktemp(task)
        task_set(folder / "images" if task == "classify" else folder, task, train=8, val=2)
        found[task] = folder
    return found


def files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("task", ["detect", "segment", "pose", "obb"])
def test_they_are_the_loaders_own_to_the_last_pixel(sets: dict[str, Path], task: str, tmp_path: Path) -> None:
    made = augment.samples(sets[task], task, ARGS, seed=3, count=4)

    listing = tmp_path / "train.txt"
    listing.write_text("\n".join(str(path) for path in sorted((sets[task] / "images" / "train").iterdir())))
    copy = {**check_det_dataset(str(sets[task] / "data.yaml"))}
    loader = build_yolo_dataset(get_cfg(overrides={**ARGS, "task": task}), str(listing), 8, copy, mode="train")
    for index in range(len(loader)):
        loader.load_image(index)
    random.seed(3)
    np.random.seed(3)
    torch.manual_seed(3)
    for index, sample in enumerate(made):
        item = loader[index]
        assert np.array_equal(sample.pixels, item["img"].permute(1, 2, 0).numpy())
        assert [box[0] for box in sample.boxes] == item["cls"].flatten().tolist()
        if task != "obb":
            assert np.allclose([box[1:] for box in sample.boxes], item["bboxes"].reshape(-1, 4))
    for path in (sets[task] / "labels").glob("*.cache"):
        path.unlink()  # of the loader above


@pytest.mark.parametrize("task", TASKS)
def test_nothing_is_written_and_what_is_learned_is_told(sets: dict[str, Path], task: str) -> None:
    before = files(sets[task])
    args = {"folder": str(sets[task]), "task": task, "args": ARGS, "names": list(NAMES), "seed": 0, "count": 2}
    pictures = augment.run(args, print)["pictures"]
    assert files(sets[task]) == before
    assert len(pictures) == 2
    assert all(picture["url"].startswith("data:image/jpeg;base64,") for picture in pictures)
    assert {(picture["width"], picture["height"]) for picture in pictures} == {(64, 64)}
    boxes = [box for picture in pictures for box in picture["boxes"]]
    if task == "classify":
        assert {picture["label"] for picture in pictures} <= set(NAMES)
        return
    assert {box["name"] for box in boxes} <= set(NAMES) and boxes
    assert all(box["x"] - box["w"] / 2 >= -0.01 and box["x"] + box["w"] / 2 <= 1.01 for box in boxes) or task == "obb"
    points = [point for box in boxes for point in box["points"]]
    assert {len(point) for point in points} == {"detect": set(), "pose": {3}}.get(task, {2})
    assert task != "obb" or all(len(box["points"]) == 4 for box in boxes)


def test_the_seed_decides(sets: dict[str, Path]) -> None:
    one, same, other = (augment.samples(sets["detect"], "detect", ARGS, seed=seed, count=2) for seed in (1, 1, 2))
    assert all(np.array_equal(a.pixels, b.pixels) for a, b in zip(one, same, strict=True))
    assert not all(np.array_equal(a.pixels, b.pixels) for a, b in zip(one, other, strict=True))


def test_without_augmentation_the_pictures_are_as_they_are(sets: dict[str, Path]) -> None:
    off = dict.fromkeys(("mosaic", "translate", "scale", "hsv_h", "hsv_s", "hsv_v", "fliplr"), 0.0)
    made = augment.samples(sets["detect"], "detect", {"imgsz": 64, **off}, seed=0, count=8)
    assert all(len(sample.boxes) == 2 for sample in made)


def test_labels_that_do_not_fit_the_task_are_named(sets: dict[str, Path]) -> None:
    args = {"folder": str(sets["detect"]), "task": "segment", "args": {}, "names": [], "seed": 0, "count": 1}
    with pytest.raises(UnreadableError, match="segment"):
        augment.run(args, print)
