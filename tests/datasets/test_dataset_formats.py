"""Each form of a data set as it really is: what is repaired or dropped and told, and what is refused by its place."""

import os
import zlib
from pathlib import Path

import pytest
from dataset_stories import (
    Api,
    View,
    coco_set,
    found,
    label,
    picture,
    voc_set,
    voc_xml,
    yolo_set,
)
from PIL import Image


def test_labels_as_they_really_are(api: Api, tmp_path: Path, ultralytics_view: View) -> None:
    root = yolo_set(tmp_path / "set", train=8)
    label(root / "labels/train/train0.txt", "0 0.5 0.5 0.2 0.2", "0 0.5 0.5 0.2 0.2", "1 0.5 0.5 0.2 0.2")
    label(root / "labels/train/train1.txt", "0 0.95 0.5 0.2 0.2", "0 0.5 0.5 0 0.2", "1 3 3 0.1 0.1")
    label(root / "labels/train/train2.txt", "7 0.5 0.5 0.2 0.2", "-1 0.5 0.5 0.2 0.2", "0.5 0.5 0.5 0.2 0.2")
    label(root / "labels/train/train3.txt", "cat 0.5", "0 nan 0.5 0.1 0.1", "1e999 0 0 0 0", "0 1e400 0 1 1", "")
    label(root / "labels/train/train4.txt", "1 0.1 0.1 0.4 0.1 0.4 0.3", "0 0.5 0.5 -0.2 0.2")
    (root / "labels/train/train5.txt").unlink()
    label(root / "labels/train/train6.txt")

    made = api.imported(root, "labels_as_they_are")
    assert found(made) == {
        "box_outside": 1,
        "box_reversed": 1,
        "box_from_polygon": 1,
        "box_no_area": 1,
        "box_beyond": 1,
        "box_duplicate": 1,
        "box_unreadable": 6,
        "class_unknown": 1,
        "label_missing": 1,
    }
    assert made["repairs"] == {"repaired": 3, "dropped": 10, "noted": 1}
    assert made["statistics"]["train"]["backgrounds"] == 4  # 2, 3, 5, 6
    outside = next(entry for entry in made["report"] if entry["kind"] == "box_outside")
    assert outside["places"] == [{"place": "images/train/train1.jpg", "image": "train/train1.jpg", "count": 1}]
    cut = api.samples("labels_as_they_are", limit=500)["samples"][1]["boxes"]
    assert cut == [{"cls": 0, "name": "cat", "x": 0.925, "y": 0.5, "w": 0.15, "h": 0.2, "points": []}]
    polygon = api.samples("labels_as_they_are")["samples"][4]["boxes"][0]
    assert (polygon["cls"], polygon["x"], polygon["y"], polygon["w"], polygon["h"]) == (1, 0.25, 0.2, 0.3, 0.2)
    view = ultralytics_view(api.folder("labels_as_they_are") / "data.yaml")
    assert (view["train"]["corrupt"], view["train"]["messages"]) == (0, [])


def test_pictures_as_they_really_are(api: Api, tmp_path: Path, ultralytics_view: View) -> None:
    root = yolo_set(tmp_path / "set", train=1)
    pictures = root / "images/train"
    names = ["cmyk.jpg", "deep.png", "deep.tif", "grey.jpg", "клетка 細胞.png", "moving.gif", "png-inside.jpg"]
    picture(pictures / "cmyk.jpg", mode="CMYK")
    picture(pictures / "deep.png", mode="I;16")
    picture(pictures / "deep.tif", mode="I;16")
    picture(pictures / "grey.jpg", mode="L")
    picture(pictures / "клетка 細胞.png", mode="RGBA")
    picture(pictures / "moving.gif", mode="L")
    picture(pictures / "png-inside.jpg", format="PNG")
    exif = Image.Exif()
    exif[274] = 6
    picture(pictures / "turned.jpg", exif=exif)
    picture(pictures / "tail.jpg").write_bytes((pictures / "tail.jpg").read_bytes() + b"left by a camera")
    whole = picture(pictures / "no-end.jpg").read_bytes()
    (pictures / "no-end.jpg").write_bytes(whole[:-2])
    (pictures / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    (pictures / "empty.jpg").write_bytes(b"")
    (pictures / "text.png").write_text("no picture")
    (pictures / "cut.png").write_bytes(picture(tmp_path / "whole.png").read_bytes()[:500])
    picture(pictures / "tiny.png", size=(9, 9))
    picture(pictures / "deeper" / "grey.jpg")
    label(root / "labels/train/turned.txt", "0 0.5 0.25 0.5 0.5")
    names += ["turned.jpg", "tail.jpg", "no-end.jpg", "cut.jpg"]
    os.mkfifo(pictures / "pipe.jpg")

    made = api.imported(root, "pictures_as_they_are")
    assert {kind: count for kind, count in found(made).items() if kind != "label_missing"} == {
        "picture_truncated": 2,
        "picture_tail": 1,
        "picture_rotated": 1,
        "picture_converted": 4,
        "picture_renamed": 3,
        "picture_broken": 3,
        "picture_too_small": 1,
    }
    samples = {sample["file"]: sample for sample in api.samples("pictures_as_they_are", split="train")["samples"]}
    assert len(samples) == len(names) + 2  # train0 and the second grey
    assert {"cmyk.jpg", "deep.png", "deep-2.png", "moving.png", "png-inside.png"} <= set(samples)
    assert (samples["turned.jpg"]["width"], samples["turned.jpg"]["height"]) == (48, 64)
    assert samples["turned.jpg"]["boxes"][0]["y"] == 0.25  # labels of YOLO are of the picture as one sees it
    for sample in samples.values():
        shown = api.client.get(sample["url"])
        assert shown.status_code == 200
        assert shown.headers["content-type"] in {"image/jpeg", "image/png"}
        assert "immutable" in shown.headers["cache-control"]
    folder = api.folder("pictures_as_they_are")
    ours = {path: path.read_bytes() for kind in ("images", "labels") for path in folder.glob(f"{kind}/*/*")}
    view = ultralytics_view(folder / "data.yaml")  # its check rewrites what ends too early
    assert {path: path.read_bytes() for path in ours} == ours
    assert (view["train"]["corrupt"], view["train"]["messages"]) == (0, [])
    assert view["train"]["channels"] == [3]


def test_a_picture_bomb_is_refused_by_its_header(api: Api, tmp_path: Path) -> None:
    root = yolo_set(tmp_path / "set")
    bomb = bytearray(picture(tmp_path / "bomb.png").read_bytes())
    bomb[16:24] = (60000).to_bytes(4, "big") * 2

    bomb[29:33] = zlib.crc32(bytes(bomb[12:29])).to_bytes(4, "big")
    (root / "images/train/bomb.png").write_bytes(bytes(bomb))
    assert found(api.imported(root, "picture_bomb"))["picture_too_large"] == 1


def test_voc_as_it_really_is(api: Api, tmp_path: Path) -> None:
    root = voc_set(
        tmp_path / "below" / "VOC",
        {
            "a": voc_xml(("WBC", 8, 12, 40, 36), ("RBC", -5, 0, 10, 10), ("RBC", 20, 20, 20, 20)),
            "b": voc_xml(("RBC", 1, 1, 64, 48), ("RBC", 1, 1, 64, 48), ("", 1, 1, 9, 9)),
            "c": voc_xml(("RBC", 30, 30, 10, 10)),
            "d": voc_xml(("RBC", 1, 1, 9, 9), size=(999, 999)),
            "e": voc_xml(("RBC", 1, 1, 9, 9)),
            "gone": voc_xml(("RBC", 1, 1, 9, 9)),
            "torn": voc_xml(("RBC", 1, 1, 9, 9))[:80],
            "bomb": '<!DOCTYPE a [<!ENTITY b "bb">]><annotation>&b;</annotation>',
            "words": voc_xml(("RBC", "left", 1, 9, 9)),  # type: ignore[arg-type]
            "empty": voc_xml(),
        },
        {
            "train": ["a", "b", "gone", "torn", "bomb", "words", "empty"],
            "trainval": ["a", "b", "c", "d"],
            "val": ["c", "b", "d", "nothing"],
        },
    )
    (root / "JPEGImages/gone.jpg").unlink()

    made = api.imported(tmp_path, "voc_as_it_is")  # the root is found below
    assert made["source_format"] == "voc"
    assert made["classes"] == ["RBC", "WBC"]
    assert made["splits"] == {"train": 4, "val": 2}
    assert found(made) == {
        "box_outside": 1,
        "box_reversed": 1,
        "box_no_area": 1,
        "box_duplicate": 1,
        "box_unreadable": 1,
        "class_unknown": 1,
        "annotation_unreadable": 2,
        "annotation_missing": 1,
        "picture_missing": 1,
        "picture_unlisted": 1,
        "split_overlap": 1,
        "size_differs": 1,
    }
    boxes = api.samples("voc_as_it_is", cls=1)["samples"][0]["boxes"]
    assert boxes[0] == {"cls": 1, "name": "WBC", "x": 24 / 64, "y": 0.5, "w": 0.5, "h": 0.5, "points": []}
    assert boxes[1]["w"] == pytest.approx(10 / 64)


def test_voc_boxes_turn_with_a_picture_annotated_lying_on_its_side(api: Api, tmp_path: Path) -> None:
    root = voc_set(
        tmp_path / "VOC", {stem: voc_xml(("A", 0, 0, 32, 12)) for stem in ("a", "b")}, {"train": ["a"], "val": ["b"]}
    )
    exif = Image.Exif()
    exif[274] = 6  # to be turned clockwise: its left edge is what one sees on top
    picture(root / "JPEGImages/a.jpg", exif=exif)
    api.imported(root, "turned_voc")
    box = api.samples("turned_voc", split="train")["samples"][0]["boxes"][0]
    assert (box["x"], box["y"], box["w"], box["h"]) == (1 - 6 / 48, 0.25, 0.25, 0.5)


def test_coco_as_it_really_is(api: Api, tmp_path: Path) -> None:
    categories = [{"id": 18, "name": "dog"}, {"id": 3, "name": "car"}]
    coco_set(
        tmp_path,
        "train",
        {
            "categories": categories,
            "images": [
                {"id": 1, "file_name": "one.jpg", "width": 64, "height": 48},
                {"id": 2, "file_name": "gone.jpg", "width": 64, "height": 48},
                {"id": 3, "file_name": "../../../etc/passwd"},
                {"id": 4, "file_name": None},
                {"id": 5, "file_name": "none.jpg"},
                "not an image",
            ],
            "annotations": [
                {"id": 1, "image_id": 1, "category_id": 18, "bbox": [16, 12, 32, 24]},
                {"id": 2, "image_id": 1, "category_id": 3, "bbox": [60, 40, 32, 24]},
                {"id": 3, "image_id": 1, "category_id": 99, "bbox": [16, 12, 32, 24]},
                {"id": 4, "image_id": 1, "category_id": 3, "bbox": [16, 12, 0, 24]},
                {"id": 5, "image_id": 1, "category_id": 3, "bbox": [16, 12]},
                {"id": 6, "image_id": 1, "category_id": 3, "bbox": [16, 12, 10, 10], "iscrowd": 1},
                {"id": 7, "image_id": 77, "category_id": 3, "bbox": [16, 12, 10, 10]},
                {"id": 8, "image_id": [1], "category_id": {}, "bbox": [16, 12, 10, 10]},
                {"id": 9, "image_id": 2, "category_id": 3, "bbox": [16, 12, 10, 10]},
            ],
        },
    )
    coco_set(
        tmp_path,
        "val",
        {
            "categories": categories,
            "images": [{"id": 1, "file_name": "two.jpg", "width": 64, "height": 48}],
            "annotations": [{"id": 1, "image_id": 1, "category_id": 3, "bbox": [0, 0, 64, 48]}],
        },
    )
    made = api.imported(tmp_path, "coco_as_it_is")
    assert (made["source_format"], made["classes"]) == ("coco", ["car", "dog"])
    assert made["splits"] == {"train": 2, "val": 1}
    assert found(made) == {
        "box_outside": 1,
        "box_no_area": 1,
        "box_unreadable": 1,
        "box_crowd": 1,
        "class_unknown": 1,
        "picture_missing": 5,
    }
    assert api.samples("coco_as_it_is", split="train", cls=1)["samples"][0]["boxes"][0] == {
        "cls": 1, "name": "dog", "x": 0.5, "y": 0.5, "w": 0.5, "h": 0.5, "points": [],
    }  # fmt: skip


def test_without_a_validation_split_one_is_made_always_the_same(api: Api, tmp_path: Path) -> None:
    for number in range(20):
        picture(tmp_path / "flat" / f"{number}.jpg")
        label(tmp_path / "flat" / f"{number}.txt", "0 0.5 0.5 0.2 0.2")
    one, other = (api.imported(tmp_path / "flat", name) for name in ("flat_one", "flat_other"))
    assert one["splits"] == {"train": 16, "val": 4}
    assert one["classes"] == ["class_0"]
    assert found(one) == {"split_made": 4}
    assert one["hash"] == other["hash"]


def test_a_yaml_from_another_machine_and_its_download_is_never_run(api: Api, tmp_path: Path) -> None:
    root = yolo_set(tmp_path / "set")
    (root / "data.yaml").write_text(
        "path: /home/someone/data/set\ntrain: ../images/train\nval: [images/val]\nnames: {0: no, 2: 'größer'}\n"
        "download: |\n  import pathlib\n  pathlib.Path('/tmp/yolosmith-was-here').touch()\n"
    )
    made = api.imported(root, "from_elsewhere")
    assert made["classes"] == ["False", "class_1", "größer"]
    assert found(made) == {"class_renumbered": 1}
    assert not Path("/tmp/yolosmith-was-here").exists()
    assert "download" not in (api.folder("from_elsewhere") / "data.yaml").read_text()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("train: [unclosed", "is not YAML"),
        ("- just\n- a list\n- names\n", "is not a mapping"),
        ("train: images/train\nval: images/val\n", "names no classes"),
        ("names: [[a], b]\ntrain: images/train\n", "must map whole numbers to names"),
        ("names: {x: a}\n", "must map whole numbers to names"),
        ("names: [a]\ntrain: ../../../../etc\nval: images/val\n", "has no pictures"),
        ("names: {123456789: a}\ntrain: images/train\n", "numbered from 0"),
        ("a: " + "[" * 50_000, "nested too deeply"),
        ("names: [" + "abcdefgh," * 200_000 + "]", "larger than 1 MiB"),
    ],
)
def test_a_yaml_that_cannot_be_used_names_the_place(api: Api, tmp_path: Path, text: str, says: str) -> None:
    root = yolo_set(tmp_path / "set")
    (root / "data.yaml").write_text(text)
    failed = api.imported(root, "bad_yaml")
    assert failed["status"] == "failed"
    assert says in failed["error"]
    assert "data.yaml" in failed["error"]
    assert not api.folder("bad_yaml").exists()
    assert api.nothing_left()
    assert api.client.delete("/api/datasets/bad_yaml").status_code == 204  # dismissed
    assert api.client.get("/api/datasets/bad_yaml").status_code == 404


@pytest.mark.parametrize(("format", "says"), [("coco", "no COCO JSON"), ("voc", "is left"), ("yolo", "is left")])
def test_the_wrong_format_says_what_is_missing(api: Api, tmp_path: Path, format: str, says: str) -> None:
    picture(tmp_path / "only.jpg")
    picture(tmp_path / "pictures.jpg")
    failed = api.imported(tmp_path, "wrong_format", format)
    assert failed["status"] == "failed"
    assert says in failed["error"]
    api.client.delete("/api/datasets/wrong_format")
