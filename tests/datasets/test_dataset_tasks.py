"""Segmentation, pose, turned boxes and classification: each as Ultralytics reads it, and its list of labels at hand."""

import json
import subprocess
import sys
from collections import Counter
from math import dist
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from dataset_stories import Api, coco_set, found, label, picture, yolo_set
from hypothesis import given
from hypothesis import strategies as st
from task_sets import NAMES, task_set

from yolosmith.datasets.boxes import Box, Form, Mask, clean
from yolosmith.datasets.coco import mirrored
from yolosmith.engine.outlines import contours, decode, join, outlined
from yolosmith.storage.workspace import Workspace
from yolosmith.workers.environment import child_environment

POINTS = {"detect": 0, "segment": 3, "pose": 3, "obb": 4}
"""Least points of an object."""

TASKS = (*POINTS, "classify")
"""Those with classes."""

LOOK = """
import json, sys
from pathlib import Path
from yolosmith.engine import offline
offline.prepare()
import numpy as np
from ultralytics.cfg import get_cfg
from ultralytics.data.dataset import ClassificationDataset, YOLODataset
from ultralytics.data.utils import check_cls_dataset, check_det_dataset, load_dataset_cache_file
answer = {}
for task in sys.argv[2:]:
    root = Path(sys.argv[1]) / task
    if task == "classify":
        data = check_cls_dataset(root / "images")
        caches = [root / "images/train.cache"]
    else:
        data = check_det_dataset(str(root / "data.yaml"))
        caches = [root / "labels/train.cache"]
    written = [cache.read_bytes() for cache in caches]
    if task == "classify":
        read = ClassificationDataset(str(data["train"]), get_cfg(), names=data["names"])
        same = [Path(path).parent.name == data["names"][cls] for path, cls, *_ in read.samples]
    else:
        read = YOLODataset(img_path=data["train"], data=data, augment=False, task=task)
        ours = load_dataset_cache_file(caches[0])["labels"]
        theirs = read.cache_labels(root.parent / "theirs.cache")["labels"]
        same = [repr(one) == repr(other) for one, other in zip(ours, theirs, strict=True)]
    answer[task] = {
        "names": list(data["names"].values()),
        "images": len(read),
        "used": written == [cache.read_bytes() for cache in caches],
        "same": all(same),
    }
print(json.dumps(answer))
"""


def test_every_task_is_imported_as_ultralytics_reads_it(api: Api, tmp_path: Path) -> None:
    made = {task: api.imported(task_set(tmp_path / task, task), task) for task in TASKS}
    for task, dataset in made.items():
        assert (dataset["status"], dataset["task"]) == ("ready", task), dataset
        assert dataset["trains"][0] == task
        assert dataset["classes"] == list(NAMES)
        assert (dataset["splits"], dataset["report"]) == ({"train": 6, "val": 3}, [])
    assert made["pose"]["keypoints"] == {"shape": [3, 3], "flip": [0, 2, 1], "names": []}

    for task, least in POINTS.items():
        boxes = api.samples(task, split="train")["samples"][0]["boxes"]
        assert [len(box["points"]) >= least for box in boxes] == [True, True]
        assert all(box["w"] > 0 for box in boxes)
    whole = api.samples("classify", cls=1)
    assert {(sample["name"], sample["file"].split("/")[0]) for sample in whole["samples"]} == {("wedge", "wedge")}
    assert whole["total"] == sum(split["classes"][1] for split in made["classify"]["statistics"].values())
    assert api.client.get(whole["samples"][0]["url"]).status_code == 200

    workspace = Workspace.open(tmp_path / "view")
    command = [sys.executable, "-c", LOOK, str(api.workspace / "datasets"), *TASKS]
    ran = subprocess.run(command, env=child_environment(workspace), capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    expected = {"names": list(NAMES), "images": 6, "used": True, "same": True}
    assert json.loads(ran.stdout.splitlines()[-1]) == dict.fromkeys(TASKS, expected)


def test_the_task_that_is_asked_for_is_made_of_what_is_there(api: Api, tmp_path: Path) -> None:
    boxes = api.imported(task_set(tmp_path / "outlines", "segment"), "boxes_of_outlines", task="detect")
    assert boxes["task"] == "detect"
    assert found(boxes) == {"box_from_polygon": 18}
    turned = api.imported(tmp_path / "outlines", "turned_of_outlines", task="obb")
    assert found(turned) == {"outline_to_turned_box": 9}  # the wedges; a bar has four corners already
    bare = yolo_set(tmp_path / "bare")
    for task, says in (("pose", "no keypoints"), ("classify", "lie in no class's folder")):
        failed = api.imported(bare, f"not_{task}", task=task)
        assert (failed["status"], says in json.dumps(failed)) == ("failed", True), failed["error"]


def test_labels_of_other_tasks_as_they_really_are(api: Api, tmp_path: Path) -> None:
    root = task_set(tmp_path / "pose", "pose")
    label(
        root / "labels/train/train0.txt",
        "0 0.5 0.5 0.2 0.2 0.5 0.5 2 1.4 0.5 2 0 0 0",
        "1 0.5 0.5 0.2 0.2",
        "0 0.5 0.5 0.2 0.2 0.5 0.5",
    )
    made = api.imported(root, "pose_as_it_is")
    assert found(made) == {"keypoints_outside": 1, "keypoints_missing": 1, "box_unreadable": 1}
    points = [box["points"] for box in api.samples("pose_as_it_is")["samples"][0]["boxes"]]
    assert points == [[[0.5, 0.5, 2], [0, 0, 0], [0, 0, 0]], [[0, 0, 0]] * 3]

    root = task_set(tmp_path / "segment", "segment")
    label(
        root / "labels/train/train0.txt",
        "0 0.1 0.1 1.3 0.1 0.5 0.5",
        "1 0.5 0.5 0.2 0.2",
        "0 0.1 0.1 0.1 0.1 0.1 0.1",
    )
    made = api.imported(root, "segment_as_it_is")
    assert found(made) == {"box_outside": 1, "outline_from_box": 1, "box_no_area": 1}
    outlines = [box["points"] for box in api.samples("segment_as_it_is")["samples"][0]["boxes"]]
    assert outlines == [[[0.1, 0.1], [1, 0.1], [0.5, 0.5]], [[0.4, 0.4], [0.6, 0.4], [0.6, 0.6], [0.4, 0.6]]]

    root = task_set(tmp_path / "classify", "classify")
    picture(root / "train" / "alone.jpg")
    assert found(api.imported(root, "classes_as_they_are")) == {"class_missing": 1}


def test_coco_outlines_masks_and_keypoints(api: Api, tmp_path: Path) -> None:
    def document(**annotation: Any) -> dict[str, Any]:
        return {
            "categories": [{"id": 1, "name": "a", "keypoints": ["left_eye", "right_eye", "nose"]}],
            "images": [{"id": 1, "file_name": "one.jpg", "width": 64, "height": 48}],
            "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [8, 8, 32, 16], **annotation}],
        }

    square = [8, 8, 40, 8, 40, 24, 8, 24]
    mask = {"size": [48, 64], "counts": [8 * 48 + 8, *([16, 32] * 31), 16, 48 * 64 - 8 * 48 - 8 - 31 * 48 - 16]}
    for split, segmentation in (("train", [square, [44, 30, 50, 30, 50, 40]]), ("val", mask)):
        coco_set(tmp_path / "segment", split, document(segmentation=segmentation))
    made = api.imported(tmp_path / "segment", "coco_segment")
    assert (made["task"], found(made)) == ("segment", {"outline_joined": 1, "outline_from_mask": 1})
    of_mask = api.samples("coco_segment", split="val")["samples"][0]["boxes"][0]
    corners = {(round(x * 64), round(y * 48)) for x, y in of_mask["points"]}
    assert corners == {(8, 8), (39, 8), (39, 23), (8, 23)}  # of the pixels that it covers

    for split in ("train", "val"):
        coco_set(tmp_path / "pose", split, document(keypoints=[32, 24, 2, 16, 12, 1, 0, 0, 0], num_keypoints=2))
    made = api.imported(tmp_path / "pose", "coco_pose")
    assert made["keypoints"] == {"shape": [3, 3], "flip": [1, 0, 2], "names": ["left_eye", "right_eye", "nose"]}
    points = api.samples("coco_pose", split="val")["samples"][0]["boxes"][0]["points"]
    assert points == [[0.5, 0.5, 2], [0.25, 0.25, 1], [0, 0, 0]]
    assert "flip_idx: \n" not in (api.folder("coco_pose") / "data.yaml").read_text()


def test_keypoints_change_places_in_the_mirror() -> None:
    assert mirrored(["nose", "left_eye", "right_eye"]) == [0, 2, 1]
    assert mirrored(["l hip", "r hip"]) == [1, 0]
    assert mirrored(["head", "tail"]) is None
    assert mirrored(["left_eye", "nose"]) is None


@given(st.integers(1, 12), st.integers(1, 12), st.data())
def test_a_run_length_coded_mask_is_what_it_was(height: int, width: int, data: st.DataObject) -> None:
    pixels = np.array(data.draw(st.lists(st.booleans(), min_size=height * width, max_size=height * width)), np.uint8)
    columns = pixels.reshape(height, width).T.ravel()
    ends = np.flatnonzero(np.diff(np.concatenate([[0], columns, [2]]))) if len(columns) else np.array([0])
    counts = np.diff(np.concatenate([[0], ends, [len(columns)]])).tolist()
    assert (decode(Mask((height, width), counts)) == pixels.reshape(height, width)).all()


def test_the_text_form_of_a_mask() -> None:
    assert decode(Mask((3, 3), "13")).tolist() == [[0, 1, 1]] * 0 + decode(Mask((3, 3), [1, 3])).tolist()
    (outline,) = contours(decode(Mask((8, 8), [18, 4, 4, 4, 4, 4, 26])))
    assert outline.min(axis=0).tolist() == [2, 2]
    other = outline + 20
    assert len(join(outline, other)) == len(outline) + len(other) + 2


def tilted(centre: tuple[float, float], width: float, height: float, degrees: float) -> np.ndarray:
    """Corners of a tilted rectangle, and a point on one of its sides: five, so that it is an outline and no box."""
    across, down = np.array([-1, 0, 1, 1, -1]) * width / 2, np.array([-1, -1, -1, 1, 1]) * height / 2
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.stack([across * cos - down * sin, across * sin + down * cos], axis=1) + centre


def sides_of(points: Any) -> list[float]:
    """Lengths of the first two sides, the shorter one first."""
    return sorted([dist(points[0], points[1]), dist(points[1], points[2])])


@given(st.integers(100, 4000), st.integers(100, 4000), st.floats(5, 50), st.floats(5, 50), st.floats(-90, 90))
def test_a_tilted_rectangle_is_as_large_as_a_turned_box_in_any_picture(
    width: int, height: int, long: float, short: float, degrees: float
) -> None:
    points = tilted((width / 2, height / 2), long, short, degrees)
    for pixels in ((1, 1), (width, height)):  # labels in pixels, and relative ones
        box = Box(0, 0, 0, 1, 1, (tuple((points / pixels).ravel()),))
        corners = np.reshape(outlined(box, "obb", Counter(), pixels).parts[0], (4, 2)) * pixels
        assert sides_of(corners) == pytest.approx(sorted([long, short]), abs=0.02)
        assert corners.mean(axis=0) == pytest.approx([width / 2, height / 2], abs=0.02)


def test_outlines_of_wide_pictures_become_turned_boxes_with_right_angles(api: Api, tmp_path: Path) -> None:
    root = yolo_set(tmp_path / "wide")
    for split in ("train", "val"):
        for file in (root / "images" / split).iterdir():
            picture(file, size=(192, 64))
            points = tilted((96, 32), 50, 10, 45) / (192, 64)
            row = " ".join(f"{value:.6f}" for value in points.ravel())
            label(root / "labels" / split / f"{file.stem}.txt", f"0 {row}")
    api.imported(root, "wide_turned", task="obb")
    (box,) = api.samples("wide_turned")["samples"][0]["boxes"]
    assert sides_of([(x * 192, y * 64) for x, y in box["points"]]) == pytest.approx([10, 50], abs=0.05)


numbers = st.floats(-2, 3) | st.floats()
outlines = st.lists(numbers, min_size=6, max_size=20).filter(lambda values: len(values) % 2 == 0).map(tuple)


@given(outlines, st.lists(numbers, min_size=6, max_size=6).map(tuple), st.sampled_from(["segment", "obb", "pose"]))
def test_cleaned_outlines_and_keypoints_lie_in_the_picture(
    outline: tuple[float, ...], keypoints: tuple[float, ...], task: Any
) -> None:
    box = Box(0, min(outline[::2]), min(outline[1::2]), max(outline[::2]), max(outline[1::2]), (outline,), keypoints)
    rows, _ = clean([box], 1, 1, Form(task, (2, 3)))
    for row in rows:
        assert row.w > 0 and row.h > 0
        places = [value for at, value in enumerate(row.points) if task != "pose" or at % 3 < 2]
        assert all(0 <= value <= 1 for value in places)
        if task == "pose":
            assert set(row.points[2::3]) <= {0, 1, 2}
            assert len(row.points) == 6
        else:
            assert len(row.points) >= 6


@pytest.mark.parametrize("said", ["[3, 4]", "[0, 3]", "17", "[[1], 2]"])
def test_a_kpt_shape_that_is_none_names_the_place(api: Api, tmp_path: Path, said: str) -> None:
    root = task_set(tmp_path / "pose", "pose")
    text = (root / "data.yaml").read_text()
    (root / "data.yaml").write_text(text.replace("kpt_shape: [3, 3]", f"kpt_shape: {said}"))
    failed = api.imported(root, "bad_shape")
    assert failed["errors"][0]["loc"] == ["data.yaml", "kpt_shape"]
    api.client.delete("/api/datasets/bad_shape")
