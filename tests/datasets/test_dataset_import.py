"""Importing over HTTP: whole sets, what is refused at once, and what an import leaves."""

import hashlib
import json
import os
import shutil
import time
from pathlib import Path

from dataset_stories import (
    Api,
    View,
    found,
    label,
    picture,
    yolo_set,
    zipped,
)


def test_a_yolo_folder_becomes_a_data_set_that_ultralytics_reads(
    api: Api, tmp_path: Path, ultralytics_view: View
) -> None:
    made = api.imported(yolo_set(tmp_path / "pets"), "pets")

    assert (made["status"], made["task"], made["classes"]) == ("ready", "detect", ["cat", "dog"])
    assert made["splits"] == {"train": 4, "val": 2}
    assert (made["images"], made["boxes"], made["source_format"]) == (6, 6, "yolo")
    assert made["statistics"]["train"]["classes"] == [2, 2]
    assert made["statistics"]["train"]["image_sizes"] == [{"width": 64, "height": 48, "count": 4}]
    assert sum(made["statistics"]["train"]["box_sizes"]) == 4
    assert made["report"] == []
    assert api.client.get("/api/datasets").json()[0]["name"] == "pets"

    moved = shutil.copytree(api.folder("pets"), tmp_path / "elsewhere")  # a workspace may be moved
    view = ultralytics_view(moved / "data.yaml")
    assert view["names"] == {"0": "cat", "1": "dog"}
    assert (view["train"]["images"], view["train"]["corrupt"], view["train"]["boxes"]) == (4, 0, 4)
    assert api.nothing_left()


def test_the_source_stays_as_it_is(api: Api, tmp_path: Path) -> None:
    root = yolo_set(tmp_path / "set")
    cut = root / "images/train/train0.jpg"
    cut.write_bytes(cut.read_bytes()[:-200])  # Ultralytics would rewrite it in place
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}

    assert found(api.imported(root, "untouched")) == {"picture_truncated": 1}
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


def test_an_uploaded_zip_gives_the_same_as_its_folder(api: Api, tmp_path: Path) -> None:
    root = yolo_set(tmp_path / "set")
    folder = api.imported(root, "from_folder")
    answer = api.upload(zipped(tmp_path), filename="My set (1).zip")
    assert answer.status_code == 202
    assert answer.json() == {"name": "My_set_1", "status": "importing"}
    uploaded = api.ended("My_set_1")
    assert uploaded["status"] == "ready"
    assert uploaded["hash"] == folder["hash"]


def test_what_can_be_known_at_once_is_refused_at_once(api: Api, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for path, says in (
        (tmp_path / "nowhere", "no such folder"),
        (tmp_path / "empty", "empty"),
        ("x\0y", "no such folder"),
    ):
        refused = api.begin(path, "refused")
        assert refused.status_code == 422
        assert refused.headers["content-type"] == "application/problem+json"
        assert says in refused.json()["detail"]
        assert refused.json()["errors"][0]["loc"] == ["path"]
    assert api.begin(tmp_path, "../up").status_code == 422
    assert api.begin(tmp_path, "refused", "labelme").json()["errors"][0]["loc"] == ["body", "format"]
    assert api.client.post("/api/datasets/import", content=b"{").status_code == 422
    assert api.client.get("/api/datasets/refused").status_code == 404


def test_a_zip_that_may_not_be_read_is_refused(api: Api, tmp_path: Path) -> None:
    file = tmp_path / "locked.zip"
    file.touch(mode=0)
    locked = file if os.geteuid() else Path("/proc/sys/vm/compact_memory")  # which root too may only write
    refused = api.begin(locked, "locked")
    assert (refused.status_code, refused.json()["errors"][0]["loc"]) == (422, ["path"])
    assert "Permission denied" in refused.json()["detail"]


def test_names_and_folders_that_a_disk_has_and_no_text(api: Api, tmp_path: Path) -> None:
    """A name in Latin-1, a folder that cannot be opened (its path is too long, even for root) and a link to itself."""
    root = yolo_set(tmp_path / "set")
    picture(root / "images/train/caf\udce9.png")
    label(root / "labels/train/caf\udce9.txt", "0 0.5 0.5 0.2 0.2")
    (root / "loop").symlink_to("loop")
    below = os.open(root, os.O_RDONLY)
    for _ in range(20):
        os.mkdir("deep" * 60, dir_fd=below)
        above, below = below, os.open("deep" * 60, os.O_RDONLY, dir_fd=below)
        os.close(above)
    os.close(below)
    made = api.imported(root, "odd_names")
    assert (made["status"], made["splits"]) == ("ready", {"train": 5, "val": 2})
    assert found(made) == {"picture_renamed": 1, "folder_unreadable": 1}
    places = {entry["kind"]: entry["places"][0]["place"] for entry in made["report"]}
    assert places["picture_renamed"] == "images/train/caf?.png"
    assert places["folder_unreadable"].startswith("deepdeep")
    sample = next(one for one in api.samples("odd_names")["samples"] if one["file"] == "caf?.png")
    assert len(sample["boxes"]) == 1


def test_a_name_is_taken_once(api: Api, tmp_path: Path) -> None:
    root = yolo_set(tmp_path / "twice")
    assert api.client.post("/api/datasets/import", json={"path": str(root)}).json()["name"] == "twice"
    assert api.begin(root, "twice").status_code == 409  # while it is being imported
    api.ended("twice")
    assert api.begin(root, "twice").status_code == 409
    assert api.client.delete("/api/datasets/twice").status_code == 204
    assert api.imported(root, "twice")["status"] == "ready"


def test_an_import_can_be_stopped(api: Api, tmp_path: Path) -> None:
    root = yolo_set(tmp_path / "set", train=300)
    assert api.begin(root, "stopped").status_code == 202
    assert api.client.delete("/api/datasets/stopped").status_code == 204
    assert api.client.get("/api/datasets/stopped").status_code == 404
    assert not api.folder("stopped").exists()
    assert api.nothing_left()


def test_a_folder_that_someone_put_there_is_listed_and_left_alone(api: Api, tmp_path: Path) -> None:
    yolo_set(api.folder("by_hand"))
    listed = next(dataset for dataset in api.client.get("/api/datasets").json() if dataset["name"] == "by_hand")
    assert listed["status"] == "failed"
    assert "Import it by its path" in listed["error"]
    assert api.client.delete("/api/datasets/by_hand").status_code == 409
    assert api.imported("datasets/by_hand", "checked")["status"] == "ready"
    shutil.rmtree(api.folder("by_hand"))


def test_pages_filters_and_files_stay_inside(api: Api, tmp_path: Path) -> None:
    api.imported(yolo_set(tmp_path / "set", train=5, val=3), "pages")
    page = api.samples("pages", split="val", cls=0, offset=1, limit=1)
    assert (page["total"], page["offset"]) == (2, 1)
    assert [sample["file"] for sample in page["samples"]] == ["val2.jpg"]
    assert api.samples("pages", offset=7)["samples"][0]["file"] == "val2.jpg"
    assert api.samples("pages", offset=99)["samples"] == []
    for query in ("split=sideways", "limit=0", "offset=-1", "cls=x"):
        assert api.client.get(f"/api/datasets/pages/samples?{query}").status_code == 422
    for path in ("val/nothing.jpg", "labels/val0.txt", "val/..%2F..%2Fdata.yaml", "val/%00", "..%2F..%2F../token"):
        assert api.client.get(f"/api/datasets/pages/images/{path}").status_code == 404


def test_a_picture_is_found_by_a_part_of_its_name_whatever_its_case(api: Api, tmp_path: Path) -> None:
    root = yolo_set(tmp_path / "set")
    picture(root / "images/train/Übung ÄPFEL.png")
    api.imported(root, "names")
    for text in ("übung", "ÜBUNG", "g äPf"):
        assert [one["file"] for one in api.samples("names", text=text)["samples"]] == ["Übung ÄPFEL.png"]
    assert api.samples("names", text="birnen")["total"] == 0


def test_a_large_picture_gets_a_small_copy_for_the_gallery(api: Api, tmp_path: Path) -> None:
    root = yolo_set(tmp_path / "set")
    picture(root / "images/train/train0.jpg", size=(1200, 900), quality=95)
    api.imported(root, "large")
    sample = api.samples("large")["samples"][0]
    whole = api.client.get(sample["url"]).content
    deadline = time.monotonic() + 60
    while (small := api.client.get(sample["thumbnail"]).content) == whole:  # it follows when the set is ready
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert hashlib.sha256(whole).digest() == hashlib.sha256((root / "images/train/train0.jpg").read_bytes()).digest()
    assert len(small) < len(whole) / 5


def test_the_manifest_is_plain_json(api: Api, tmp_path: Path) -> None:
    made = api.imported(yolo_set(tmp_path / "set"), "manifest")
    manifest = json.loads((api.folder("manifest") / "dataset.json").read_text())
    assert manifest["hash"] == made["hash"]
    assert str(tmp_path) not in json.dumps(manifest)
