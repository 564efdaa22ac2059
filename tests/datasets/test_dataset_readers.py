"""Readers and box repair, whatever they are fed: no crash, nothing outside of the picture, nothing unaccounted for."""

import json
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from yolosmith.datasets.boxes import Box, clean, turn
from yolosmith.datasets.coco import read_coco
from yolosmith.datasets.report import KINDS, Report
from yolosmith.datasets.source import Picture, SourceFolder, divide, split_of
from yolosmith.datasets.voc import read_voc
from yolosmith.datasets.yolo import read_yolo
from yolosmith.errors import YolosmithError

REPAIRS = {"box_reversed", "box_outside"}
numbers = st.floats(allow_nan=True, allow_infinity=True) | st.floats(-1000, 1000) | st.integers(-10, 700).map(float)
boxes = st.tuples(st.integers(0, 5), numbers, numbers, numbers, numbers).map(lambda values: Box(*values))
sides = st.integers(1, 5000)


@given(st.lists(boxes, max_size=20), sides, sides)
def test_clean_boxes_lie_in_the_picture_and_each_other_one_is_counted(
    given_boxes: list[Box], width: int, height: int
) -> None:
    rows, counts = clean(given_boxes, width, height)
    for _, x, y, w, h, _ in rows:
        assert w > 0 and h > 0
        for low, high in ((x - w / 2, x + w / 2), (y - h / 2, y + h / 2)):
            assert low >= -1e-6 and high <= 1 + 1e-6
    assert len(rows) == len(set(rows))
    dropped = sum(count for kind, count in counts.items() if kind not in REPAIRS)
    assert len(rows) + dropped == len(given_boxes)
    assert set(counts) <= set(KINDS)


@given(st.floats(0, 640), st.floats(0, 480), st.floats(1, 640), st.floats(1, 480))
def test_a_box_within_the_picture_stays_what_it_is(x1: float, y1: float, w: float, h: float) -> None:
    x2, y2 = min(x1 + w, 640), min(y1 + h, 480)
    rows, counts = clean([Box(1, x1, y1, x2, y2)], 640, 480)
    if not counts:
        _, x, y, width, height, _ = rows[0]
        assert abs((x - width / 2) * 640 - x1) < 1e-3
        assert abs((y + height / 2) * 480 - y2) < 1e-3


@given(st.integers(1, 8), st.floats(0, 640), st.floats(0, 480), st.floats(0, 640), st.floats(0, 480))
def test_a_turned_box_is_as_large_and_inside(orientation: int, x1: float, y1: float, x2: float, y2: float) -> None:
    before = Box(0, min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
    after = turn(before, orientation, 640, 480)
    width, height = (480, 640) if orientation >= 5 else (640, 480)
    assert 0 <= after.x1 <= after.x2 <= width
    assert 0 <= after.y1 <= after.y2 <= height
    area = (before.x2 - before.x1) * (before.y2 - before.y1)
    assert abs((after.x2 - after.x1) * (after.y2 - after.y1) - area) < 1e-6 * max(area, 1)


@given(st.text(max_size=400) | st.binary(max_size=400).map(lambda data: data.decode("latin-1")))
def test_any_label_text_is_read_or_counted(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "a.jpg").touch()
        (root / "a.txt").write_text(text, encoding="utf-8")
        (root / "data.yaml").write_text("names: [a, b]")
        source = read_yolo(SourceFolder(root), Report())
        assert source.read_label
        source.read_label(source.pictures[0])
    assert [picture.path for picture in source.pictures] == ["a.jpg"]
    assert all(0 <= box.cls < 2 for box in source.pictures[0].boxes)
    assert set(source.pictures[0].found) <= set(KINDS)


documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(
        ["id", "name", "file_name", "image_id", "category_id", "bbox", "width", "height", "iscrowd", "x"]
    ), inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


@given(images=documents, annotations=documents, categories=documents)
def test_any_coco_document_is_read_or_refused(images: object, annotations: object, categories: object) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "a.jpg").touch()
        document = {"images": images, "annotations": annotations, "categories": categories}
        (root / "x.json").write_text(json.dumps(document))
        try:
            source = read_coco(SourceFolder(root), Report())
        except YolosmithError as error:
            assert "x.json" in error.detail
        else:
            assert all(0 <= box.cls < len(source.names) for picture in source.pictures for box in picture.boxes)


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: f"<annotation>{text}</annotation>".encode()))
def test_any_xml_is_read_or_counted(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "a.jpg").touch()
        (root / "a.xml").write_bytes(data)
        report = Report()
        source = read_voc(SourceFolder(root), report)
    assert len(source.pictures) + report.counts["annotation_unreadable"] <= 1


@given(st.lists(st.sampled_from([None, "train", "val", "test"]), max_size=30))
def test_there_is_always_something_to_train_on_and_to_validate_with(splits: list[str | None]) -> None:
    pictures = [Picture(f"{number}.jpg", split, []) for number, split in enumerate(splits)]
    divide(pictures)
    counts = Counter(picture.split for picture in pictures)
    assert counts[None] == 0
    if len(pictures) > 1 and set(splits) <= {None, "train"}:
        assert counts["train"] and counts["val"]


def test_splits_are_told_from_names() -> None:
    assert split_of("annotations/instances_train2017.json") == "train"
    assert split_of("valid/_annotations.coco.json") == "val"
    assert split_of("test/labels/a.txt") == "test"
    assert split_of("trainer/validity.json") is None
