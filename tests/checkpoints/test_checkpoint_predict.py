"""Boxes on a picture, and which pictures are refused."""

import io
import json
import shutil
import time
from pathlib import Path

import pytest
from checkpoint_stories import Api
from PIL import Image


@pytest.fixture(scope="module")
def plain(api: Api, files: Path) -> str:
    return api.imported(files / "plain.pt")["id"]


def test_the_boxes_are_those_of_ultralytics(api: Api, plain: str, files: Path) -> None:
    answer = api.predict(plain, files / "picture.png", conf=0.3, iou=0.5)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    expected = json.loads((files / "expected.json").read_text())
    assert (found["width"], found["height"], found["imgsz"]) == (120, 80, 96)
    assert len(expected) > 3
    assert len(found["boxes"]) == len(expected)
    for box, other in zip(found["boxes"], expected, strict=True):
        assert (box["cls"], box["name"]) == (other["cls"], ["red", "green", "blue"][other["cls"]])
        assert [box["conf"], box["x"], box["y"], box["w"], box["h"]] == pytest.approx(
            [other["conf"], *other["xywh"]], abs=1e-5
        )


def test_a_threshold_applied_to_the_answer_is_the_threshold(api: Api, plain: str, files: Path) -> None:
    """What the page's slider relies on: a box never depends on less confident ones."""
    everything = api.predict(plain, files / "picture.png").json()["boxes"]
    middle = everything[len(everything) // 2]["conf"]
    above = api.predict(plain, files / "picture.png", conf=middle).json()["boxes"]
    assert [box for box in everything if box["conf"] > middle] == above


def test_raw_candidates_hold_what_is_kept(api: Api, plain: str, files: Path) -> None:
    """What the page's IoU slider relies on: it takes boxes away as Ultralytics does, before they are cut."""
    kept = api.predict(plain, files / "picture.png", conf=0.3, iou=0.5).json()["boxes"]
    left = [box for box in api.predict(plain, files / "picture.png", raw=True).json()["boxes"] if box["conf"] > 0.3]
    found = []
    for box in left:
        if not any(box["cls"] == other["cls"] and overlap(box, other) > 0.5 for other in found):
            found.append(box)
    assert len(kept) < len(left)
    assert [(box["cls"], box["conf"]) for box in found] == [(box["cls"], box["conf"]) for box in kept]


def overlap(one: dict[str, float], other: dict[str, float]) -> float:
    sides = []
    for place, size in (("x", "w"), ("y", "h")):
        low = max(one[place] - one[size] / 2, other[place] - other[size] / 2)
        high = min(one[place] + one[size] / 2, other[place] + other[size] / 2)
        sides.append(max(0.0, high - low))
    both = sides[0] * sides[1]
    return both / (one["w"] * one["h"] + other["w"] * other["h"] - both)


def test_the_size_can_be_chosen(api: Api, plain: str, files: Path) -> None:
    assert api.predict(plain, files / "picture.png", imgsz=160).json()["imgsz"] == 160
    refused = api.predict(plain, files / "picture.png", imgsz=100_000)
    assert (refused.status_code, refused.json()["errors"][0]["loc"]) == (422, ["body", "imgsz"])


def test_a_picture_is_taken_as_it_is_seen(api: Api, plain: str, tmp_path: Path) -> None:
    """Turned by its EXIF orientation, as the browser shows it; grey and transparent ones too."""
    turned = Image.new("RGB", (40, 60)).getexif()
    turned[0x0112] = 6
    Image.new("RGB", (60, 40)).save(tmp_path / "turned.jpg", exif=turned)
    found = api.predict(plain, tmp_path / "turned.jpg").json()
    assert (found["width"], found["height"]) == (40, 60)
    for mode in ("L", "RGBA", "P", "I;16"):
        Image.new(mode, (60, 40)).save(tmp_path / "other.png")
        assert api.predict(plain, tmp_path / "other.png").status_code == 200, mode


def test_broken_and_huge_pictures_are_refused_by_name(api: Api, plain: str, files: Path, tmp_path: Path) -> None:
    whole = (files / "picture.png").read_bytes()
    huge = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(huge, "PNG")
    for name, content in {
        "text.jpg": b"no picture",
        "empty.png": b"",
        "half.png": whole[: len(whole) // 2],
        "huge.png": huge.getvalue(),
    }.items():
        (tmp_path / name).write_bytes(content)
        answer = api.predict(plain, tmp_path / name)
        assert answer.status_code == 422, name
        assert name in answer.json()["detail"]


def test_a_picture_of_a_data_set_gives_the_boxes_of_the_same_picture_uploaded(
    api: Api, plain: str, files: Path, tmp_path: Path
) -> None:
    for split in ("train", "val"):
        for folder in ("images", "labels"):
            (tmp_path / folder / split).mkdir(parents=True)
        shutil.copy(files / "picture.png", tmp_path / "images" / split / f"{split}.png")
        (tmp_path / "labels" / split / f"{split}.txt").write_text("0 0.5 0.5 0.2 0.2\n")
    (tmp_path / "data.yaml").write_text("path: .\ntrain: images/train\nval: images/val\nnames: [red, green, blue]\n")
    api.client.post("/api/datasets/import", json={"path": str(tmp_path), "name": "shapes"}).raise_for_status()
    while (status := api.client.get("/api/datasets/shapes").json()["status"]) == "importing":
        time.sleep(0.1)
    assert status == "ready"

    address = f"/api/checkpoints/{plain}/predict"
    (sample,) = api.client.get("/api/datasets/shapes/samples", params={"split": "val"}).json()["samples"]
    answer = api.client.post(address, json={"dataset": "shapes", "split": "val", "file": sample["file"]})
    assert answer.json()["boxes"] == api.predict(plain, files / "picture.png").json()["boxes"]
    missing = api.client.post(address, json={"dataset": "shapes", "split": "val", "file": "../../../../token"})
    assert missing.status_code == 404

    boxes = answer.json()["boxes"]
    sheet = {"dataset": "shapes", "split": "val", "pictures": [{"file": sample["file"], "boxes": boxes}] * 4}
    drawn = api.client.post("/api/checkpoints/sheet", json=sheet)
    with Image.open(io.BytesIO(drawn.content)) as picture:
        assert (picture.format, picture.width > picture.height) == ("PNG", True)  # three beside each other, two rows
    for unknown in ({"dataset": "cells"}, {"pictures": [{"file": "none.png", "boxes": []}]}):
        refused = api.client.post("/api/checkpoints/sheet", json=sheet | unknown)
        assert refused.status_code == 404
        assert "There is no" in refused.json()["detail"]
