"""Which picture an annotation means, and which split a picture is in, where names repeat or lead elsewhere."""

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from dataset_stories import voc_xml
from hypothesis import given
from hypothesis import strategies as st

from yolosmith.datasets.formats import read_source
from yolosmith.datasets.report import Report
from yolosmith.datasets.source import Source, SourceFolder

FOLDERS = ("a", "b", "c")
some = st.sets(st.sampled_from(FOLDERS))


def empty(root: Path, *paths: str) -> None:
    """Make files without content: readers look at names only."""
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).touch()


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def read(root: Path, format: str = "auto") -> tuple[Source, Report]:
    report = Report()
    return read_source(SourceFolder(root), format, report), report


def splits(source: Source) -> dict[str, str | None]:
    return {picture.path: picture.split for picture in source.pictures}


@given(some.filter(bool), some.filter(bool))
def test_a_picture_gets_the_annotation_of_its_own_folder(pictures: set[str], annotations: set[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        empty(root, *(f"JPEGImages/{one}/0001.jpg" for one in pictures))
        for one in annotations:
            write(root / f"Annotations/{one}/0001.xml", voc_xml((one, 1, 1, 9, 9)))
        source, report = read(root, "voc")
    got = {picture.path.split("/")[1]: [source.names[box.cls] for box in picture.boxes] for picture in source.pictures}
    assert len(got) == len(source.pictures)  # each is there once
    assert all(got[one] == [one] for one in pictures & annotations)
    assert len(annotations) == len(got) + report.counts["annotation_again"]


def test_annotations_that_are_copies_leave_the_picture_to_the_one_of_its_name(tmp_path: Path) -> None:
    empty(tmp_path, "a.jpg")
    write(tmp_path / "a (copy).xml", voc_xml(("copy", 1, 1, 9, 9), filename="a.jpg"))
    write(tmp_path / "a.xml", voc_xml(("own", 1, 1, 9, 9)))
    source, report = read(tmp_path)
    assert source.names == ["own"]
    assert [one.place for one in report.findings["annotation_again"]] == ["a (copy).xml"]


def coco(*names: str, x: int = 1) -> str:
    """A COCO document of these pictures, each with one box at `x`."""
    document: dict[str, Any] = {"categories": [{"id": 1, "name": "thing"}]}
    document["images"] = [{"id": at, "file_name": name} for at, name in enumerate(names)]
    document["annotations"] = [
        {"id": at, "image_id": at, "category_id": 1, "bbox": [x, 1, 5, 5]} for at in range(len(names))
    ]
    return json.dumps(document)


def test_a_missing_picture_is_not_replaced_by_one_of_another_split(tmp_path: Path) -> None:
    empty(tmp_path, "train/0002.jpg", "val/0001.jpg")
    write(tmp_path / "annotations/instances_train.json", coco("0001.jpg", "0002.jpg", x=7))
    write(tmp_path / "annotations/instances_val.json", coco("0001.jpg", x=30))
    source, report = read(tmp_path)
    assert splits(source) == {"train/0002.jpg": "train", "val/0001.jpg": "val"}
    assert [[box.x1 for box in picture.boxes] for picture in source.pictures] == [[7], [30]]
    assert report.counts == {"picture_missing": 1}


@pytest.mark.parametrize(
    ("image", "annotation", "name"),
    [
        ("train2014/1.jpg", "annotations/instances_minival.json", "train2014/1.jpg"),
        ("train2014/1.jpg", "annotations/instances_val.json", "train2014/1.jpg"),
        ("train_val/1.jpg", "instances_val.json", "1.jpg"),
        ("test_set/images/1.jpg", "test_set/instances_train.json", "1.jpg"),
        ("images/1.jpg", "val/_annotations.coco.json", "1.jpg"),
    ],
)
def test_a_folder_that_the_annotation_names_or_lies_in_is_no_other_split(
    tmp_path: Path, image: str, annotation: str, name: str
) -> None:
    empty(tmp_path, image)
    write(tmp_path / annotation, coco(name))
    assert [picture.path for picture in read(tmp_path)[0].pictures] == [image]


def test_each_year_of_a_devkit_has_its_own_lists(tmp_path: Path) -> None:
    years = {"VOC2007": ("000001", "000002", "000003"), "VOC2012": ("000001", "2008_000001", "2008_000002")}
    for year, stems in years.items():
        empty(tmp_path, *(f"{year}/JPEGImages/{stem}.jpg" for stem in stems))
        for stem in stems:
            write(tmp_path / year / "Annotations" / f"{stem}.xml", voc_xml((year, 1, 1, 9, 9)))
    lists = {"VOC2007/ImageSets/Main/train": "000001", "VOC2007/ImageSets/Main/val": "000002\n000003"}
    lists |= {"VOC2012/ImageSets/Main/trainval": "2008_000001\ngone", "VOC2012/ImageSets/Main/val": "000001"}
    for path, text in lists.items():
        write(tmp_path / f"{path}.txt", text)
    source, report = read(tmp_path)
    assert splits(source) == {
        "VOC2007/JPEGImages/000001.jpg": "train",
        "VOC2007/JPEGImages/000002.jpg": "val",
        "VOC2007/JPEGImages/000003.jpg": "val",
        "VOC2012/JPEGImages/000001.jpg": "val",
        "VOC2012/JPEGImages/2008_000001.jpg": "train",
    }
    places = {kind: [one.place for one in found] for kind, found in report.findings.items()}
    assert places == {
        "picture_unlisted": ["VOC2012/JPEGImages/2008_000002.jpg"],
        "annotation_missing": ["VOC2012/gone"],
    }


heads = st.sampled_from(
    [
        "",
        "./",
        "../",
        "../../",
        "/",
        "C:\\",
        "d:/",
        "\\\\server\\share\\",
        "../datasets/ds/",
        "C:\\Users\\me\\ds\\",
        "/home/me/ds/",
    ]
)


@given(heads, heads, st.sampled_from(["", "deeper/"]), st.booleans())
def test_a_yaml_from_any_machine_finds_the_folders_beside_it(head: str, path: str, below: str, back: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        empty(root, f"{below}train/images/1.jpg", f"{below}valid/images/1.jpg", "other/images/1.jpg")
        entries = {"path": path, "train": f"{head}train/images", "val": f"{head}valid/images"}
        slashed = {key: entry.replace("/", "\\") if back else entry for key, entry in entries.items()}
        write(root / f"{below}data.yaml", json.dumps({"names": ["a"], **slashed}))
        source, _ = read(root)
    assert splits(source) == {f"{below}train/images/1.jpg": "train", f"{below}valid/images/1.jpg": "val"}


def test_a_path_with_backslashes_is_followed(tmp_path: Path) -> None:
    empty(tmp_path, "sets/one/images/1.jpg", "sets/two/images/2.jpg")
    write(tmp_path / "data.yaml", "path: sets\\two\ntrain: images\nnames: [a]\n")
    assert splits(read(tmp_path)[0]) == {"sets/two/images/2.jpg": "train"}


@given(st.lists(st.sampled_from(["..", ".", "", "/", "\\", "C:", "etc", "train", "out"]), min_size=1).map("/".join))
def test_no_entry_leads_out_of_what_was_handed_in(entry: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        empty(root, "out/1.jpg", "set/train/2.jpg")
        write(root / "set/data.yaml", json.dumps({"names": ["a"], "val": entry}))
        source, _ = read(root / "set", "yolo")
    assert [picture.path for picture in source.pictures] == ["train/2.jpg"]


def test_lines_of_a_list_that_name_no_picture_are_told(tmp_path: Path) -> None:
    empty(tmp_path, "images/train/1.jpg", "images/val/2.jpg")
    write(tmp_path / "train.txt", "./images/train/1.jpg\n./images/train/2.jpg\n")
    write(tmp_path / "val.txt", "images/train/1.jpg\nimages/val/2.jpg\n")
    write(tmp_path / "data.yaml", "train: train.txt\nval: val.txt\nnames: [a]\n")
    source, report = read(tmp_path)
    assert splits(source) == {"images/train/1.jpg": "train", "images/val/2.jpg": "val"}
    assert [one.place for one in report.findings["picture_missing"]] == ["train.txt: ./images/train/2.jpg"]
    assert [one.place for one in report.findings["split_overlap"]] == ["images/train/1.jpg"]


@pytest.mark.parametrize("format", ["yolo", "voc", "coco", "depth"])
def test_a_folder_tells_the_split_and_not_the_name_of_a_picture(tmp_path: Path, format: str) -> None:
    stems = ("train/crash_test_07", "train/val_12", "train/a", "val/train_station")
    empty(tmp_path, *(f"images/{stem}.jpg" for stem in stems))
    for stem in stems:
        if format == "voc":
            write(tmp_path / f"Annotations/{stem}.xml", voc_xml(("thing", 1, 1, 9, 9)))
        elif format == "depth":
            empty(tmp_path, f"depth/{stem}.png")
    write(tmp_path / "all.json", coco(*(f"{stem}.jpg" for stem in stems)))
    source, _ = read(tmp_path, format)
    assert splits(source) == {f"images/{stem}.jpg": stem.split("/")[0] for stem in stems}


def test_names_tell_the_split_where_no_folder_does(tmp_path: Path) -> None:
    empty(tmp_path, "images/train_1.jpg", "images/val_1.jpg", "images/2.jpg")
    source, _ = read(tmp_path, "yolo")
    assert splits(source) == {"images/train_1.jpg": "train", "images/val_1.jpg": "val", "images/2.jpg": None}


@given(st.text(st.characters(categories=["Cs", "L"])))
def test_any_place_can_be_written_down(place: str) -> None:
    report = Report()
    report.add("picture_missing", place)
    json.dumps(report.as_json(), ensure_ascii=False).encode()
